import { policy } from "kubestellar";
export default policy({
  selects: { kinds: ["Deployment"] },
  place: (object, edge) => /^edge-[02468]$/.test(edge.id),
  customize: (object, edge) => {
    const text = "2026-03-29T02:30:00Z Ünïcode ΑΒΓ 東京 a1b22 İI";
    object.spec.words = text.match(/\p{L}+/gu);
    object.spec.upper = text.match(/\p{Lu}/gu);
    object.spec.ignoring = ["ſ", "K", "İ", "ı", "σς"].map(c => [/s/i.test(c), /s/iu.test(c), /k/iu.test(c), /i/i.test(c), /ΣΣ/iu.test(c)]);
    object.spec.named = { ...text.match(/(?<year>\d{4})-(?<month>\d\d)/).groups };
    object.spec.parts = text.split(/[\s:]+/);
    object.spec.each = [...text.matchAll(/([a-z])(\d+)/g)].map(m => [m.index, ...m]);
    object.spec.sets = text.match(/[\p{L}--[a-z]]/gv).join("");
    object.spec.back = "x10y20".replace(/(?<=y)\d+/, n => n * 2);
  },
});
