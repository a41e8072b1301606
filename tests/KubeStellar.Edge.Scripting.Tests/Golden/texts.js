import { policy } from "kubestellar";
const words = ["z", "ä", "a", "Z", "A", "é", "e\u0301", "ß", "ss", "İ", "i", "ı", "I", "10", "9", "æ", "😀", "\uffff", "中", "あ", ""];
export default policy({
  selects: { kinds: ["Deployment"] },
  place: (object, edge) => "straße".toUpperCase() === "STRASSE" && "İ".toLowerCase().length === 2,
  customize: (object, edge) => {
    object.spec.sorted = words.toSorted();
    object.spec.byCode = words.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);
    object.spec.stable = [3, 1, 2, 1, 3].map((n, i) => ({ n, i })).toSorted((a, b) => a.n - b.n).map(x => `${x.n}${x.i}`);
    object.spec.upper = words.map(w => w.toUpperCase());
    object.spec.lower = words.map(w => w.toLowerCase());
    object.spec.forms = ["NFC", "NFD", "NFKC", "NFKD"].map(form => "é ﬁ Å ½".normalize(form));
    object.spec.cut = [[..."😀x"].at(0), "😀x".codePointAt(0), [..."😀x"].length, "a,b,,c".split(","), " \u00a0\u2028x\ufeff ".trim(), "x".padStart(4, "ab"), "aXbX".replaceAll("X", "$&$&")];
    object.spec.coded = [encodeURIComponent("ä/ 😀"), escapeText("<&>")];
  },
});
function escapeText(text) { return text.replace(/[<>&]/g, c => `&#${c.charCodeAt(0)};`); }
