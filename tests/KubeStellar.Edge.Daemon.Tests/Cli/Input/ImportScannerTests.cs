using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Input;

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
