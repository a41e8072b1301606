using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Tests.Modules;

public sealed class ImportScannerTests
{
    [Theory]
    [InlineData("import a from './a.js'", "./a.js@1:15")]
    [InlineData("import a, { b as c, default as d } from \"./a.js\";", "./a.js@1:41")]
    [InlineData("import * as a from './a.js'; import './b.js'", "./a.js@1:20 ./b.js@1:37")]
    [InlineData("import {\n  from,\n  type\n} from './a.js'", "./a.js@4:8")]
    [InlineData("import from from './a.js'", "./a.js@1:18")]
    [InlineData("export * from './a.js'; export * as b from './b.js'; export { c } from './c.js'", "./a.js@1:15 ./b.js@1:44 ./c.js@1:72")]
    [InlineData("export { c }; import './a.js'", "./a.js@1:22")]
    [InlineData("export default policy({ from: './a.js' })", "")]
    [InlineData("export const from = './a.js';", "")]
    [InlineData("// import './a.js'\n/* import './b.js' */", "")]
    [InlineData("const s = \"import './a.js'\"; const t = `import './b.js' ${`${1}`} import './c.js'`;", "")]
    [InlineData("const t = `${ (() => { return {a: `x`}; })() }`; import './a.js'", "./a.js@1:57")]
    [InlineData("const r = /import '.\\/a.js'/; const q = a / b; import './c.js' // x / y", "./c.js@1:55")]
    [InlineData("x.import('./a.js'); y = { import: './b.js' }; import.meta.url", "")]
    [InlineData("const e = /[/']/; import './a.js'", "./a.js@1:26")]
    public void Imports_are_found_where_they_are_and_nowhere_else(string source, string expected) =>
        Assert.Equal(expected, string.Join(' ', ImportScanner.Scan(source).Select(found => $"{found.Specifier}@{found.Line}:{found.Column}")));

    [Theory]
    [InlineData("import type A from './a.ts'", "./a.ts Statement")]
    [InlineData("import type { A, B as C } from './a.ts'; import './b.ts'", "./a.ts Statement|./b.ts None")]
    [InlineData("import type * as a from './a.ts'", "./a.ts Statement")]
    [InlineData("import type from './a.js'", "./a.js None")]
    [InlineData("import type, { A } from './a.js'", "./a.js None")]
    [InlineData("import type from from './a.js'", "./a.js Statement")]
    [InlineData("import { type A, type B as C } from './a.ts'", "./a.ts Names")]
    [InlineData("import { type A, b } from './a.ts'", "./a.ts None")]
    [InlineData("import { type } from './a.ts'; import { type as t } from './b.ts'", "./a.ts None|./b.ts None")]
    [InlineData("import d, { type A } from './a.ts'", "./a.ts None")]
    [InlineData("export type { A } from './a.ts'; export type * from './b.ts'; export type C = { from: './c.ts' };", "./a.ts Statement|./b.ts Statement")]
    [InlineData("export interface A { from: string }\nexport enum B { from = './a.ts' }\nexport * from './c.ts'", "./c.ts None")]
    [InlineData("import a = require('./a'); import './b.ts'", "./b.ts None")]
    [InlineData("const a = <T,>(x: T): x is T => x! / 2 > 1; import './b.ts' // '", "./b.ts None")]
    [InlineData("let i = 0; const q = i++ / 2; import './b.ts' // /", "./b.ts None")]
    public void Types_are_told_from_values(string source, string expected) =>
        Assert.Equal(expected, string.Join('|', ImportScanner.Scan(source).Select(found => $"{found.Specifier} {found.Types}")));

    [Theory]
    [InlineData("const a = await import('./a.js')", ImportTypes.None)]
    [InlineData("import('./a.js')", ImportTypes.None)]
    [InlineData("let a: import('./a.ts').A", ImportTypes.Statement)]
    [InlineData("type B = import('./a.ts').A", ImportTypes.Statement)]
    public void A_call_of_import_may_be_the_name_of_a_type(string source, ImportTypes types) =>
        Assert.Equal((true, types), ImportScanner.Scan(source).Select(found => (found.Dynamic, found.Types)).Single());

    [Fact]
    public void A_call_of_import_is_found() => Assert.True(ImportScanner.Scan("  import (x)").Single() is { Dynamic: true, Line: 1, Column: 3 });

    [Theory]
    [InlineData("import")]
    [InlineData("import {")]
    [InlineData("import a from")]
    [InlineData("export {")]
    [InlineData("`${")]
    [InlineData("'unclosed\\")]
    [InlineData("/unclosed[\\")]
    [InlineData("/* unclosed")]
    [InlineData("}}}}`")]
    public void Broken_text_ends(string source) => Assert.Empty(ImportScanner.Scan(source));
}
