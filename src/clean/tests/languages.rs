//! Pages in other languages than English: their furniture goes, what only begins like it stays.

use super::{PROSE, article, cleaned};

#[test]
fn sentences_that_begin_like_furniture_stay() {
    for line in [
        "Folge der Sperre von WhatsApp war, dass die Fischer ihre Kunden nicht mehr erreichten.",
        "Sigue la polémica por el vídeo que el capitán publicó en YouTube y borró horas después.",
        "Suivez l’argent, dit la chercheuse : les abonnés de Facebook ne rapportent rien au port.",
        "Like WhatsApp, the new service hides who writes to whom, which worries the harbour police.",
        "Join any market group on Telegram and the price of yam is there, the traders say.",
        "Mit der Anmeldung zum Newsletter gaben die Leser ihre Daten an drei Firmen weiter.",
        "Al registrarse, los lectores entregaban sus datos a tres empresas, según muestra el estudio.",
        "En vous inscrivant à dix lettres pendant un mois, conseille la chercheuse, vous verrez.",
        "Tell us your story, the paper had written, and three thousand readers did, she recalls.",
        "Für jede Adresse erhalten wir eine Provision von zwölf Cent, sagt ein Händler am Pier.",
        "Auf jeder Seite steht der Satz „Alle Rechte vorbehalten“, obwohl die Texte alt sind.",
    ] {
        let text = cleaned(&article(&format!("<p>{line}</p>"))).document.text;
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn furniture_of_other_languages_goes() {
    for furniture in [
        "<p>Follow us on Instagram and Facebook.</p>",
        "<p>Folgen Sie uns auf Instagram!</p>",
        "<p>Join <a href=https://t.me/x>the channel of the Harbour Desk on Telegram</a></p>",
        "<p>Newsletter abonnieren</p>",
        "<p>Abonnez-vous à notre newsletter</p>",
        "<p>Suscríbete a nuestro boletín</p>",
        "<p>También te puede interesar: <a href=/x>El otro transbordador</a></p>",
        "<p>Al suscribirte, aceptas las condiciones de uso.</p>",
        "<p>Подписывайтесь на наш Telegram-канал</p>",
        "<p>关注我们的微信公众号</p>",
        "<p>تابعونا على فيسبوك</p>",
        "<p>관련기사: <a href=/x>다른 배</a></p>",
        "<p>[광고]</p>",
        "<p>Читайте також: <a href=/x>Інший пором</a></p>",
        "<p>קראו גם: <a href=/x>המעבורת האחרת</a></p>",
        "<p>Karanta kuma: <a href=/x>Wani jirgi</a></p>",
        "<p>Publicite\u{301}</p>",
        "<p>I\u{300}polo\u{301}wo\u{301}</p>",
    ] {
        let text = cleaned(&article(furniture)).document.text;
        assert_eq!(text, PROSE.join("\n"), "{furniture}");
    }
}

#[test]
fn bylines_and_dates_are_read_in_other_languages() {
    for (byline, date, name) in [
        ("记者：王小明", "2026年11月28日 09:30", "王小明"),
        ("記者・山田太郎", "2026年11月28日", "山田太郎"),
        ("김민수 기자", "2026년 11월 28일", "김민수"),
        ("بقلم: محمد الأمين", "28 نوفمبر 2026", "محمد الأمين"),
        ("מאת: דוד כהן", "28.11.2026", "דוד כהן"),
        ("Автор: Ада Причал", "28 ноября 2026, 09:30", "Ада Причал"),
        ("Yazan: Ada Rıhtım", "28 Kasım 2026", "Ada Rıhtım"),
        ("Láti ọwọ́ Adé Ọkọ̀", "28 Nov 2026", "Adé Ọkọ̀"),
    ] {
        let lines = format!("</h1><p>{byline}</p><p>{date}</p>");
        let document = cleaned(&article("").replace("</h1>", &lines)).document;
        assert_eq!(document.byline.as_str(), name);
        let day = document.published.map(|time| time.seconds() / 86_400);
        assert_eq!(day, Some(20_785), "{date}");
        assert_eq!(document.text, PROSE.join("\n"));
    }
}

#[test]
fn a_line_does_not_end_before_a_sign_that_belongs_to_its_word() {
    let told = "<p>«\u{a0}Non\u{202f}!\u{a0}», dit-elle\u{a0}: 12\u{202f}000\u{a0}€ pour\u{a0}un\u{a0}piano.&nbsp; Rien.</p>";
    let html = cleaned(&article(told))
        .document
        .html
        .replace("&nbsp;", "\u{a0}");
    let kept =
        "«\u{a0}Non\u{202f}!\u{a0}», dit-elle\u{a0}: 12\u{202f}000\u{a0}€ pour un piano. Rien.";
    assert!(html.contains(kept), "{html}");
}
