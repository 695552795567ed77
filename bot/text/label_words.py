"""The words of story headers' labels: what each of them means, and which of them open ordinary sentences and lists too."""

from __future__ import annotations

# The key of a label for ratings and warnings together.
MIXED = "rating and warnings"
# One canonical key each; `ignore` is a label we know and keep nothing of.
_LABELS = {
    "title": "title; name; story title; fic; story; name of story; fic title; story name; title of story; fic name; work title; full title; ficlet",
    "subtitle": "subtitle; sub-title",
    "subject": "subject",
    "author": (
        "author; by; creator; author name; written by; authors; author(s); writer; pen name; penname; author's name; pseudonym; pseud; "
        "author/pseudonym; author's pseudonym; authored by; story by; fic by; author pseudonym; creators; writers; co-author; co-authors; thread starter; original poster; op; started by; poster; "
        "coauthor; co-written by; byline; posted by; submitted by; authoress; a story by; a fic by; author(ess); name of author"
    ),
    "from": "from",
    "rating": (
        "rating; rated; ratings; content rating; rating(s); age rating; mpaa; mpaa rating; fiction rating; maturity rating; maturity; "
        "rate; raiting; story rated; age group; audience; rating/audience; intended audience; rating level; estimated rating"
    ),
    "fandom": (
        "fandom; fandoms; source; fandom(s); show; fandom/s; canon; source material; based on; crossover fandoms; crossover with; series/fandom"
    ),
    "relationships": (
        "pairing; pairings; pairing(s); relationship; relationships; relationship(s); ship; ships; couple; romantic pairing; paring; parings; "
        "pairing/s; couples; coupling; couplings; coupling(s); ship(s); otp; primary pairing; main ship; side ships; primary relationship"
    ),
    "characters": (
        "characters; character; character(s); character/s; featuring; cast; starring; featured characters; cast of characters; "
        "major characters; protagonists; protagonist"
    ),
    "tags": "tags; classification; type; freeform tags; additional tags; additional tag; tag; freeform; trope; tropes; freeforms; other tags; classifications; "
    "story type; type of story; labels; subjects",
    "keywords": "keywords; codes; keyword; code; key words; story codes; story code",
    "category": "category; categories; category/ies; categorie(s)",
    "genre": "genre; genres; genre(s); genre/s; sub-genre; subgenre",
    "warnings": (
        "warning; warnings; warning(s); content warning; content warnings; content; content/notes; content(s); tw; cw; cws; tws; "
        "trigger warning; trigger warnings; archive warning; archive warnings; content note; content notes; tw/cw; cw/tw; "
        "content advisory; triggers; warning/s; squicks; squick; squick warning; squick warnings; caution; cautions; advisory; "
        "trigger warning(s); content warning(s); potential triggers; possible triggers; trigger(s); contains; triggers/warnings; "
        "content/trigger warnings; content warnings/tags; warn; parental advisory; story contains; tags/warnings; reader advisory"
    ),
    "spoilers": (
        "spoilers; spoiler; spoiler warning; spoiler warnings; spoiler(s); setting; timeline; time line; time frame; timeframe; spoils; set; "
        "takes place; placement; spoiler/s; spoiler alert; spoiler level; season; spoilers up to; spoilers through; spoilers for; "
        "continuity; set during; set after; story takes place; chronology"
    ),
    "summary": (
        "summary; teaser; description; synopsis; excerpt; blurb; abstract; plot; summery; sumary; plot summary; premise; tagline; "
        "short summary; short description; about this story; brief; in brief; summary/teaser; plot outline; log line; logline; quick summary"
    ),
    MIXED: "rating/warnings; content/rating; ratings/warnings; warnings/rating; rating and warnings; rating/content; rating & content",
    "notes": (
        "note; notes; note(s); a/n; an; author's note; author's notes; authors note; authors notes; author note; "
        "author notes; author's note(s); comments; dedication; thanks; thanks to; acknowledgements; acknowledgments; "
        "beginning notes; story notes; author's comments; notes/comments; note to readers; nb; n.b.; author's notes (if any); "
        "authors' note; authors' notes; author(s) note; author(s) notes; writer's note; writer's notes; author comments; dedicated to; "
        "special thanks; special thanks to; credits and thanks; many thanks; historical note; historical notes; translator's note; "
        "translator's notes; t/n; tn; additional notes; other notes; notes and thanks; author's comment; author's babble; babble; "
        "author's ramblings; rambling; ramblings; author's remarks; remarks; my notes; artist's note; a/ns; a/n's; extra notes; "
        "opening notes; opening note; pre-story notes; thanks/dedication; shoutouts; shout-outs; rant; author's rant; ps; p.s.; "
        "author's thanks; inspiration; inspired by"
    ),
    "disclaimer": (
        "disclaimer; disclaimers; standard disclaimer; disclaimer(s); disclaimer/claimer; legal; legal stuff; legalese; disclaim; "
        "disclaimer/s; disclamer; disclaimor; legal disclaimer; usual disclaimer; usual disclaimers; the usual disclaimer; the usual disclaimers; "
        "legal notice; disclaimed; claimer; the legal stuff; ownership"
    ),
    "language": "language; languages; lang",
    "published": (
        "published; date; posted; date posted; date published; publication date; first published; first posted; posted on; published on; "
        "date of publication; original posting date; originally posted; originally published; posting date; date of posting; first posting; "
        "date first posted; post date; date submitted; submitted; submitted on; added; date added"
    ),
    "written": "written; date written; finished; date finished; written on; written in; date created; created; date of writing; date/year; year written",
    "completed": "completed; complete; date completed; completed on; date of completion; complete?; completed?; finished?; is it finished; finished on",
    "updated": "updated; last updated; packaged; last modified; modified; lastmod; last update; revised; date revised; date updated; last edited; revision date; latest update",
    "series": (
        "series; series title; series/sequel; series/wip; sequel/series; series/part; saga; series name; collection; universe; part of; "
        "part of series; part of a series; verse; story arc; arc; series/arc; cycle; series/universe; belongs to series; sequence; trilogy; series(es)"
    ),
    "part": (
        "part; parts; book; volume; episode; number in series; series index; installment; instalment; book number; number; series number; "
        "series part; part number; order in series; position in series; story number; vol; no. in series"
    ),
    "status": "status; story status; completion status; state; progress; fic status; work status; wip?; publication status",
    "chapters": "chapters; chapter count; number of chapters; no. of chapters; parts posted; chapters posted; total chapters",
    "sequel": (
        "sequel; sequels; next; prequel to; continues in; next fic; next book; sequel title; followed by; next story; next in series; next part; "
        "continued in; next up; to be followed by; next work; next in the series; sequel(s); sequelled by; leads into; read next"
    ),
    "prequel": (
        "prequel; prequels; sequel to; previous; prev; previous part; previous fic; previous book; continuation of; follow up to; follows; "
        "previous story; prior; previous in series; follow-up to; preceded by; read first; prequel(s); previous work; followup to; comes after; "
        "previous in the series; continues; last story; prior story; is a sequel to; takes place after"
    ),
    "rights": "copyright; rights; license; licence; copyright notice; licensed under; copyright info; copyright information; (c)",
    "original": "original publication",
    "ignore": (
        "word count; words; length; beta; beta reader; betas; betaed by; beta'd by; prompt; challenge; point of view; pov; "
        "year; time; symbols; e-mail; email; e-mail address; email address; contact; website; author's website; url; "
        "homepage; archive; archived; archives; archiving; distribution; circuit archive; feedback; r&r; reviews; "
        "stats; work text; chapter text; newsgroups; message-id; reply-to; to; organization; lines; story url; series url; author url; publisher; "
        "release date; posting date; credits; character set encoding; editor; illustrator; translator; translators; "
        "most recently updated; permission; feedback to; beta by; edited by; edited; improv; recipient; for; artist; format; post to; web page; "
        "home page; webpage; wordcount; word-count; wc; count; number of words; approximate length; size; story length; "
        "beta(s); beta-reader; beta readers; beta-readers; beta read by; betaed; beta'd; beta-read by; betareader; beta/s; britpick; brit-pick; "
        "britpicker; cheerleader; alpha; alpha reader; editors; proofreader; proofread by; first reader; "
        "prompts; prompt(s); prompt used; theme; themes; table; table/prompt; prompt table; claim; bingo square; square filled; square; kink; kinks; "
        "kink(s); community; comm; written for; challenge(s); challenges; challenge name; contest; exchange; event; fest; round; day; week; "
        "requested by; request; requester; giftee; gift for; gift to; recip; created for; for whom; for the challenge; "
        "archive/distribution; distribution/archive; archiving permission; archival; archive rights; permission to archive; archive permission; distro; "
        "disribution; reposting; translation permission; remix permission; crossposted to; cross-posted; cross-posted to; crossposted; "
        "also posted; also on; also posted to; also posted at; posted at; posted to; mirror; mirrors; link; links; ao3; ao3 link; read on ao3; ffn; "
        "fanfiction.net; livejournal; lj; lj name; tumblr; twitter; dw; dreamwidth; blog; site; web site; web; my website; url of site; discord; patreon; ko-fi; "
        "author email; author's email; author's e-mail; author e-mail; email address for feedback; addy; icq; aim; mail; e-mail me; "
        "art; artwork; art by; fanart; fanmix; fan mix; playlist; banner; banner by; cover; cover art; cover by; cover design; illustrations; podfic; reads; "
        "hits; kudos; bookmarks; votes; views; follows count; favs; favorites; favourites; likes; rank; read count; read; review count; followers; comments count; "
        "translated by; translated from; translation; original author; isbn; edition; imprint; printed by; produced by; typeset by; "
        "disclosure; perspective; narrator; person; tense; style; story id; work id; id; source url; downloaded; converted; generated; exported; file; filename; "
        "draft; version; ver; started; date started; begun; started on; heat level; steam level; tropes used; crossover; au; au?; "
        "archived at; where to archive; list; lists; collections; collections in; update schedule; schedule; updates; feedback address; send feedback to; "
        "constructive criticism; concrit; flames; reading time; estimated reading time; spoiler space; cast list; music; soundtrack; mood; current mood; current music; location"
    ),
}
# The commonest of them in other languages' archives: German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish, Russian.
_FOREIGN = {
    "title": "titel; titre; título; titulo; titolo; tytuł; название; titel der geschichte; titre de la fic; nombre",
    "author": (
        "autor; autorin; autor/in; auteur; auteure; autrice; autora; autore; autor(a); autor:in; autorka; schrijver; schrijfster; författare; автор; "
        "verfasser; verfasserin; auteur(e); autore/autrice; escrito por; geschrieben von; écrit par; scritto da; авторы; forfatter"
    ),
    "rating": (
        "altersfreigabe; freigabe; altersempfehlung; alterseinstufung; clasificación; clasificacion; classificação; classement; рейтинг; einstufung; "
        "classificazione; classification d'âge; público; public; pubblico; fsk; leeftijd; bewertung; raiting/rating; p-rating"
    ),
    "fandom": "фандом; fandom/original; basiert auf; originalserie; fandome",
    "relationships": (
        "paar; paare; couples; pareja; parejas; casal; casais; coppia; coppie; пейринг; пэйринг; пейринг и персонажи; paarung; paarungen; "
        "shipp; shipper; par; emparejamiento"
    ),
    "characters": (
        "figuren; charaktere; personnages; personnage; personajes; personagens; personaggi; personages; персонажи; hauptcharaktere; hauptpersonen; "
        "hauptfiguren; charakter; personen; personnages principaux; personajes principales; postacie; bohaterowie; karaktärer; charas"
    ),
    "genre": "género; genero; gênero; genere; generi; géneros; жанр; жанры; genres/genre; gatunek; géneros literarios",
    "category": "kategorie; kategorien; catégorie; categoría; categoria; категория; kategoria; categorie",
    "tags": "schlagworte; schlagwörter; stichworte; etiquetas; étiquettes; метки; mots-clés; теги",
    "warnings": (
        "warnung; warnungen; avertissement; avertissements; advertencia; advertencias; avvertimenti; avvertimento; avisos; aviso; waarschuwing; "
        "waarschuwingen; предупреждение; предупреждения; inhaltswarnung; inhaltswarnungen; triggerwarnung; triggerwarnungen; ostrzeżenia; varningar; "
        "varning; trigger warnung; content-warnung; alertas; alerta; hinweise zum inhalt; contenidos sensibles"
    ),
    "spoilers": "spoiler für; zeitpunkt; époque; temporada; saison; staffel; spoilerwarnung; zeitliche einordnung; stagione",
    "summary": (
        "inhalt; zusammenfassung; kurzbeschreibung; résumé; resume; resumen; sumario; sinopsis; sinopse; resumo; riassunto; trama; samenvatting; "
        "саммари; описание; краткое содержание; inhaltsangabe; kurzinhalt; streszczenie; opis; sammanfattning; аннотация; introduzione; klappentext"
    ),
    "notes": (
        "anmerkung; anmerkungen; anmerkung des autors; anmerkung der autorin; anmerkungen des autors; anmerkungen der autorin; note de l'auteur; "
        "notes de l'auteur; note de l'auteure; notes de l'auteure; note de l'autrice; notes de l'autrice; n/a; nda; nda.; n.d.a.; notas; notas de autor; "
        "notas de la autora; notas del autor; nota de autor; nota de la autora; nota del autor; nota da autora; notas da autora; notas do autor; note dell'autore; "
        "note dell'autrice; nota dell'autrice; nota; notes d'auteur; от автора; примечание; примечания; примечание автора; примечания автора; "
        "посвящение; widmung; dédicace; dedicatoria; dedicatória; dedica; vorwort; danksagung; dank an; merci à; agradecimientos; opmerkingen; "
        "opmerking; uwagi; kommentar; kommentare; kommentar des autors; bemerkung; bemerkungen; hinweis; hinweise; remarques; remarque; avant-propos"
    ),
    "disclaimer": (
        "haftungsausschluss; дисклеймер; отказ от прав; descargo; descargo de responsabilidad; renuncia; disclamer; rechtliches; "
        "avertissement légal; droits d'auteur; isenção; rechte; exención"
    ),
    "language": "sprache; langue; idioma; lingua; taal; język; språk; язык",
    "status": "estado; статус; stato; statut; état; avancement; fertigstellung; situação",
    "completed": "fertiggestellt; abgeschlossen; terminée; terminé; completa; terminada; completata; завершён; concluída",
    "published": (
        "veröffentlicht; publié; publiée; publicado; publicada; pubblicata; pubblicato; datum; fecha; дата; erstellt; erstellt am; veröffentlicht am; "
        "publié le; fecha de publicación; data; date de publication; data de publicação; data di pubblicazione; erstveröffentlichung; gepubliceerd"
    ),
    "updated": "aktualisiert; mis à jour; mise à jour; actualizado; aktualisiert am; atualizado; aggiornata; letztes update; zuletzt aktualisiert",
    "series": "serie; série; серия; цикл; reihe; saga/serie; цикл/серия; teil der reihe; teil der serie",
    "part": "teil; teile; tome; band; parte; deel; partie",
    "chapters": "kapitel; chapitres; capítulos; capitoli; hoofdstukken; главы; kapitelanzahl; rozdziały",
    "sequel": "fortsetzung; nächster teil; suite; secuela; continuación; seguito; nachfolger; продолжение; siguiente",
    "prequel": "fortsetzung von; vorgänger; suite de; secuela de; continuación de; seguito di; vorheriger teil; сиквел к; anterior",
    "rights": "urheberrecht; lizenz; licencia; licenza; copyright by",
    "ignore": (
        "wörter; beta-leser; бета; размер; размещение; betaleser; betaleserin; mots; nombre de mots; palabras; parole; wortzahl; wortanzahl; "
        "woorden; palavras; bêta; bêta-lectrice; bêta-lecteur; correcteur; lector beta; betareader; archiv; archivierung; archivage; "
        "archivo; challenge/herausforderung; herausforderung; défi; reto; longueur; länge; longitud; lunghezza; feedback an; e-mail-adresse; "
        "reviews/kommentare; бета/гамма; беты; публикация на других ресурсах; dla; für; pour; para; sichtweise; perspektive; point de vue"
    ),
}  # fmt: skip
for _key, _labels in _FOREIGN.items():
    _LABELS[_key] = f"{_LABELS[_key]}; {_labels}"
KEY_OF: dict[str, str] = {}
for _key, _labels in _LABELS.items():
    for _label in _labels.split(";"):
        KEY_OF.setdefault(_label.strip(), _key)
# Labels that also open ordinary sentences, letters and lists; without a clearer one beside them they make no header.
_WEAK_WORDS = (
    "abstract; keywords; op; poster; started by; original poster; name; thanks to; edited; improv; paar; paare; serie; inhalt; datum; fecha; notas; resume; figuren; note; "
    "warning; from; to; subject; date; next; time; year; part; parts; content; thanks; for; comments; tag; type; "
    "category; setting; source; show; characters; character; language; posted; status; previous; follows; book; "
    "volume; episode; completed; modified; written; updated; story; length; words; contact; website; lines; artist; "
    "prompt; symbols; couple; ship; ships; code; codes; keyword; triggers; legal; saga; excerpt; description; "
    "dedication; permission; recipient; feedback; reviews; url; timeline; universe; collection; prior; creator; "
    "writer; chapters; an; format; editor; archive; archived; published; distribution; title page; message; chapter "
    "text; work text; stats; beginning; credits; byline; audience; rate; maturity; canon; based on; crossover with; "
    "featuring; cast; starring; protagonists; protagonist; labels; subjects; caution; cautions; contains; advisory; "
    "warn; set; takes place; placement; season; continuity; set during; set after; chronology; plot; premise; tagline; "
    "brief; in brief; historical note; historical notes; inspiration; inspired by; remarks; my notes; extra notes; rant; "
    "ps; p.s.; rambling; babble; ramblings; legal stuff; the legal stuff; ownership; claimer; claim; languages; lang; posted on; "
    "posted by; submitted by; submitted; submitted on; added; finished; finished on; arc; cycle; verse; sequence; trilogy; "
    "part of; number; book number; vol; state; progress; next up; leads into; read next; read first; comes after; "
    "continues; continued in; last story; takes place after; (c); hinweis; hinweise; kommentar; kommentare; nota; bemerkung; "
    "bemerkungen; nombre; public; público; par; personen; teil; teile; band; parte; data; suite; vorwort; anterior; "
    "rechte; trama; temporada; saison; staffel; aviso; avisos; alerta; n/a; tn; nda; special thanks; shoutouts; many thanks; "
    "revised; rights; copyright; license; licence; created; first published; writers; creators; couples; coupling; "
    "number of chapters; complete; complete?; finished?; licencia; lizenz; kategorie; kapitel; personaggi; "
    "dedicated to; legal notice; parental advisory; otp; plot summary; abgeschlossen; erstellt; "
    "opis; remarque; remarques; reihe; fortsetzung; vorgänger; tome; partie; deel; rating level; age group"
)
WEAK = frozenset(_WEAK_WORDS.split("; "))
# Labels that lead no sentence even where no mark follows them, if several such lines stand together.
UNMARKED = (
    "title|author|fandom|rating|rated|pairings?|summary|spoilers?|disclaimers?|warnings?|genre|category|classification|keywords|"
    "series|archive|distribution|feedback|e-?mail|author['’]s notes?|notes?|a/n|date|status|sequel|characters"
)
