"""The words authors use for content warnings, under the topic each of them names, in English and the commonest other tongues."""

from __future__ import annotations

CHOOSE_NOT_TO_WARN = "choose-not-to-warn"
NONE = "none"

SYNONYMS = {
    CHOOSE_NOT_TO_WARN: (
        "creator chose not to use archive warnings; choose not to use archive warnings; author chose not to warn; "
        "author chooses not to warn; choose not to warn; chose not to warn; cntw; no warnings used; choose not to use warnings; "
        "chooses not to warn; i choose not to warn; i chose not to warn; author chose not to use warnings; creator chose not to warn; "
        "author chose not to use archive warnings; author has chosen not to warn; i do not warn; i don't warn; choosing not to warn; "
        "creator chooses not to warn; creator chooses not to use archive warnings; author does not warn; author doesn't warn; "
        "choose not to use; chose not to use archive warnings; chose not to use; author declines to warn; not warning; i never warn; "
        "the author chose not to warn; author chooses not to use warnings; author chooses not to use archive warnings; creator's choice not to warn; "
        "chooses not to use archive warnings; prefer not to warn; i prefer not to warn; decline to warn; unwarned"
    ),
    NONE: (
        "none; n/a; na; no; nil; no warnings; no warning; no archive warnings apply; no warnings apply; nawa; none apply; "
        "none needed; none necessary; no warnings needed; no warnings necessary; none at all; none really; none whatsoever; nope; "
        "nothing; none that i can think of; none i can think of; nothing to warn for; nothing to warn about; not applicable; "
        "no archive warnings; no warnings that i can think of; no warnings i can think of; nada; zilch; zip; nothing really; not really; "
        "none i know of; none that i know of; none required; no warnings required; nothing bad; nothing serious; no content warnings; "
        "no trigger warnings; no triggers; nothing i can think of; nothing that i can think of; none come to mind; absolutely none; "
        "keine; aucun; aucune; ninguna; ninguno; nessuno; nessuna; nenhum; nenhuma; geen; нет; brak; inga"
    ),
    "violence": (
        "violence; graphic violence; graphic depictions of violence; gdov; canon-typical violence; violent scenes; depictions of violence; "
        "battle violence; gun violence; fantasy violence; physical violence; cartoon violence; violent content; violent themes; gewalt; violencia; violenza; "
        "gewaltdarstellung; насилие; violência; geweld; våld; przemoc"
    ),
    "gore": (
        "gore; blood; blood and gore; body horror; mutilation; bloody; gory; blood/gore; gore/blood; bloodshed; blood & gore; dismemberment; blut; sang; sangre; "
        "sangue; bloed; gory scenes; gruesome images"
    ),
    "major-character-death": (
        "major character death; mcd; main character death; death of a major character; death of a main character; major character deaths; "
        "major death; main character dies; a main character dies; a major character dies; death of main character; death of major character; "
        "mort d'un personnage principal; mort de personnage principal; muerte de un personaje principal; tod einer hauptfigur; смерть основных персонажей"
    ),
    "character-death": (
        "character death; death; deathfic; cd; death of a character; character deaths; deaths; dead characters; death fic; dead character; "
        "major/minor character death; death of a minor character; somebody dies; someone dies; people die; charaktertod; tod; charaktertode; "
        "dood; dood van een personage; mort de personnage; mort d'un personnage; mort; muerte; muerte de un personaje; muerte de personaje; muerte de personajes; "
        "morte di un personaggio; morte; morte de personagem; смерть персонажа; смерть персонажей"
    ),
    "rape-noncon": (
        "rape; rape/non-con; rape/noncon; non-con; noncon; nc; sexual assault; sa; non-consensual sex; non con; noncon sex; nonconsensual sex; "
        "non-consensual; nonconsensual; sexual violence; non-con/rape; noncon/rape; rape/non con; n/c; non-con sex; noncon elements; non-con elements; "
        "non-consensual elements; sexual abuse; rape/noncon elements; molestation; rape recovery; rapefic; r/nc; vergewaltigung; viol; violación; stupro; estupro; изнасилование"
    ),
    "dubcon": (
        "dubcon; dub-con; dub con; dubious consent; dubiously consensual sex; questionable consent; dubiously consensual; dubcon elements; "
        "dub-con elements; consent issues; dubious consent issues; dubious-consent; d/c"
    ),
    "underage": "underage; underage sex; chan; underaged; underaged sex; under-age; under-age sex; shota; shotacon; lolicon; underage relationship; minderjährig; mineurs; minderjährige",
    "child-abuse": "child abuse; abuse of a child; childhood abuse; child neglect; abuse of children; kindesmissbrauch; maltraitance",
    "domestic-abuse": "domestic abuse; domestic violence; dv; spousal abuse; intimate partner violence; abusive relationship; abusive relationships; häusliche gewalt",
    "abuse": "abuse; emotional abuse; physical abuse; psychological abuse; verbal abuse; mental abuse; abuse issues; missbrauch; abuso; abus",
    "self-harm": (
        "self-harm; self harm; sh; self-injury; self injury; self-mutilation; cutting; self mutilation; self-harming; selfharm; "
        "selbstverletzung; automutilation; autolesión; autolesiones; autolesionismo; automutilação"
    ),
    "suicide": (
        "suicide; suicidal ideation; suicide attempt; suicidal thoughts; attempted suicide; suicidal; suicide attempts; suicide ideation; "
        "suicidal themes; suicidality; thoughts of suicide; suicidal tendencies; suicidal behavior; suicidal behaviour; suicidal character; suizid; selbstmord; suicidio; suicídio; самоубийство"
    ),
    "sexual-content": (
        "sexual content; sex; smut; lemon; lime; pwp; nsfw; sexual situations; sex scenes; sex scene; sexual themes; adult content; explicit sexual content; "
        "explicit sex; smutty; adult situations; lemons; limes; graphic sex; explicit content; erotica; porn; citrus; sexual activity; sexual acts; "
        "sexual situation; explicit smut; consensual sex; masturbation; oral sex; anal sex; hentai; sexually explicit; sexually explicit content; steamy scenes; "
        "explicit sexual situations; sexual material; lemony; limey; sexe; sexo; sesso; sexuelle inhalte; contenido sexual; scènes de sexe; sexual scenes; m/m sex; m/f sex; f/f sex; smut scenes; smut ahead; "
        "slash sex; open door sex; open-door sex; scene of sex; sexual intercourse"
    ),
    "incest": "incest; twincest; sibling incest; incestuous themes; inzest; inceste; incesto; инцест",
    "bdsm": "bdsm; bondage; d/s; s/m; s&m; bdsm elements; dom/sub; light bondage",
    "torture": "torture; torture scenes; psychological torture; physical torture; folter; tortura; пытки",
    "kidnapping": "kidnapping; abduction; kidnap; entführung; enlèvement; secuestro; sequestro",
    "slavery": "slavery; slavefic; enslavement; slaves; sklaverei; esclavage; esclavitud",
    "drowning": "drowning; near-drowning; ertrinken; noyade; ahogamiento",
    "fire": "fire; fires; house fire; house fires; arson; feuer; incendie; incendio",
    "claustrophobia": "claustrophobia; enclosed spaces; confined spaces; small spaces; tight spaces; klaustrophobie",
    "medical": "medical; hospitals; medical procedures; needles; hospital; medical content; medical trauma; surgery; injections; hospital scenes; hospital setting; medical themes",
    "grief": "grief; mourning; loss of a parent; bereavement; grief/mourning; grieving; grief/loss; loss of a loved one; trauer; deuil; duelo; lutto; luto",
    "war": "war; wartime; krieg; guerre; guerra",
    "animal-death": (
        "animal death; dog dies; pet death; death of an animal; dead dog; the dog dies; death of a pet; animal deaths; a dog dies; the cat dies; cat dies; "
        "dead animals; dead animal; a pet dies; animal character death; tiertod"
    ),
    "animal-cruelty": "animal cruelty; animal abuse; cruelty to animals; animal harm; harm to animals; violence against animals; tierquälerei",
    "drug-use": (
        "drug use; drugs; substance abuse; substance use; addiction; drug abuse; drug addiction; recreational drug use; drugs use; drug usage; "
        "drug taking; illegal drugs; drug overdose; overdose; drogen; drogue; drogues; drogas; droghe; drogenkonsum; наркотики"
    ),
    "alcohol": (
        "alcohol; drinking; alcoholism; alcohol use; alcohol abuse; drunkenness; underage drinking; alcohol consumption; heavy drinking; "
        "alcohol mention; alcoholic; intoxication; alkohol; alcool; álcool; alcoholismo"
    ),
    "eating-disorder": "eating disorder; eating disorders; ed; disordered eating; anorexia; bulimia; essstörung; essstörungen; trastornos alimenticios; troubles alimentaires",
    "mental-illness": "mental illness; mental health issues; mental illnesses; mental health; mental health themes; psychische erkrankung",
    "panic": "panic; panic attack; panic attacks; anxiety; anxiety attacks; anxiety attack; anxiety/panic attacks; panic/anxiety attacks; panikattacken; panikattacke",
    "language": (
        "language; swearing; cursing; profanity; strong language; bad language; foul language; coarse language; adult language; bad words; swear words; "
        "swears; cussing; mild language; harsh language; crude language; potty mouth; f-bombs; f-bomb; cuss words; curse words; explicit language; vulgar language; "
        "vulgarity; profane language; dirty language; naughty language; rough language; some language; curses; language (mild); language warning; naughty words; "
        "schimpfwörter; langage grossier; lenguaje soez; lenguaje vulgar; linguaggio volgare; нецензурная лексика; offensive language; salty language; colorful language; colourful language"
    ),
    "racism": "racism; racial slurs; racist language; racist slurs; racial slur; racial language; rassismus; racisme; racismo; racial discrimination",
    "homophobia": (
        "homophobia; homophobic slurs; homophobic language; homophobic slur; internalized homophobia; internalised homophobia; homophobie; homofobia; "
        "period-typical homophobia; gay slurs"
    ),
    "transphobia": "transphobia; transphobic language; transphobic slurs; internalized transphobia; internalised transphobia; transphobie; transfobia",
    "sexism": "sexism; misogyny; sexist language; period-typical sexism; sexismus; sexisme; sexismo; misogynie",
    "pregnancy-loss": "pregnancy loss; miscarriage; abortion; stillbirth; miscarriages; fehlgeburt; fausse couche; aborto",
    "sensitive-content": "sensitive content",
    "traumatising-content": "traumatising content; traumatizing content",
}  # fmt: skip
SLUG_OF = {word: slug for slug, words in SYNONYMS.items() for word in (*(w.strip() for w in words.split(";")), slug)}
# Said where nothing is said: neither a warning nor its denial.
NOT_SAID = frozenset(
    [
        "none listed",
        "not listed",
        "none given",
        "not given",
        "unspecified",
        "not specified",
        "none stated",
        "tba",
        "tbd",
        "see notes",
        "see below",
        "see above",
        "see author's notes",
        "see tags",
        "see chapter notes",
        "see author's note",
        "see end notes",
        "see inside",
        "to be added",
        "as above",
        "see summary",
        "read the tags",
        "see rating",
    ]
)
