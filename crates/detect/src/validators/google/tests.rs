use super::*;

fn is_web(text: &str) -> bool {
    let at = text.find("KEY@").unwrap();
    matches!(web(&Input { text: text.as_bytes(), span: at..at + 4, now: 0 }), Verdict::Pass(_))
}

#[test]
fn firebase_and_maps() {
    for text in [
        "VITE_FIREBASE_API_KEY=KEY@",
        "const googleMapsKey = 'KEY@';",
        "const c = {\n  apiKey: \"KEY@\",\n  authDomain: \"x\",\n}",
        "const c = { projectId: 'x', nested: { a: 1 }, apiKey: 'KEY@' }",
        "static const FirebaseOptions web = FirebaseOptions(\n apiKey: 'KEY@',\n messagingSenderId: '1',\n);",
        "initializeApp({ apiKey: 'KEY@' })",
        "\"api_key\": [ { \"current_key\": \"KEY@\" } ]",
        "<dict>\n<key>API_KEY</key>\n<string>KEY@</string>\n<key>GCM_SENDER_ID</key>\n<string>1</string></dict>",
        "<meta-data android:name=\"com.google.android.geo.API_KEY\" android:value=\"KEY@\"/>",
        "<script src=\"https://maps.googleapis.com/maps/api/js?key=KEY@\">",
        "firebase:\n  apiKey: KEY@\n  authDomain: x.firebaseapp.com\n",
        "- name: MAPS_KEY\n  value: KEY@\n",
        "FirebaseOptions.Builder()\n  .setApiKey(\"KEY@\")\n  .setProjectId(\"x\")",
    ] {
        assert!(is_web(text), "{text}");
    }
}

#[test]
fn everything_else() {
    for text in [
        "GEMINI_API_KEY=KEY@",
        "API_KEY=KEY@",
        "VITE_GOOGLE_API_KEY=KEY@",
        "NEXT_PUBLIC_API_KEY=KEY@",
        "new GoogleGenAI({ apiKey: \"KEY@\" })",
        "genai.configure(api_key=\"KEY@\")",
        "ai({ apiKey: 'KEY@', projectId: 'x', model: 'gemini-pro' })",
        "const firebase = { apiKey: 'x', authDomain: 'y' };\nconst geminiKey = 'KEY@';",
        "FIREBASE_GEMINI_KEY=KEY@",
        "<key>API_KEY</key>\n<string>KEY@</string>",
        "https://generativelanguage.googleapis.com/v1beta/models?key=KEY@",
        "const firebase = init();\n\nconst apiKey = 'KEY@';",
        "SITEMAPS_KEY=KEY@",
        "FIREBASE_AUTH_DOMAIN=x.firebaseapp.com\nGOOGLE_API_KEY=KEY@",
    ] {
        assert!(!is_web(text), "{text}");
    }
}

#[test]
fn lines_around_end_at_an_empty_one() {
    assert_eq!(last_lines(b"a\n \nb\nc"), b"c\nb");
    assert_eq!(last_lines(b"a\nb"), b"b\na");
    assert_eq!(first_lines(b"\nb\n\nc"), b"\nb");
}
