using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Scripting.Client;

namespace KubeStellar.Edge.Scripting.Tests.Client;

/// <summary>Modules that cannot be taken: the fault says what and where.</summary>
public sealed class PolicyLoadTests(SharedRuntime shared) : IClassFixture<SharedRuntime>
{
    private const string Import = "import { policy } from 'kubestellar';\n";
    private readonly PolicyRuntime _runtime = shared.Runtime;

    [Theory]
    [InlineData("", false, StatusKeep.Always, StatusWriteBack.None)]
    [InlineData(", status: { keep: 'on-demand' }", false, StatusKeep.OnDemand, StatusWriteBack.None)]
    [InlineData(", status: { writeBack: 'singleton' }", false, StatusKeep.Always, StatusWriteBack.Singleton)]
    [InlineData(", status: { keep: 'changes', writeBack: 'summary', map: () => 1, combine: (a, b) => a + b }", true, StatusKeep.Changes, StatusWriteBack.Summary)]
    public async Task How_much_is_kept_and_written_back_is_told(string status, bool reduces, StatusKeep keep, StatusWriteBack back)
    {
        var (_, outcome) = await RuntimeUnderTest.LoadAsync(_runtime, ("main.js", Import + $"export default policy({{ selects: {{ kinds: ['A'] }}, place: () => true{status} }});"));
        Assert.Null(outcome.Fault);
        Assert.Equal((reduces, keep, back), (outcome.Value!.Reduces, outcome.Value.Keep, outcome.Value.WriteBack));
    }

    [Theory]
    [InlineData("let x = 1;\nlet y = ;\n", "Syntax", "Unexpected token", "main.js:2:9")]
    [InlineData("import { zzz } from './helper.js';\n", "Syntax", "zzz", "main.js:1:10")]
    [InlineData("import { bad } from './broken.js';\n", "Syntax", "Unexpected", "broken.js:2:")]
    [InlineData("import fs from 'node:fs';\n", "BadImport", "node:fs", "main.js:1:16")]
    [InlineData("\nimport { a } from '../outside.js';\n", "BadImport", "outside", "main.js:2:19")]
    [InlineData("import './missing.js';\n", "BadImport", "missing", "main.js:1:8")]
    [InlineData("import 'https://example.com/x.js';\n", "BadImport", "example.com", "main.js:1:8")]
    [InlineData("export const a = 1;", "BadShape", "default export", "")]
    [InlineData("export default { selects: {}, place: () => true };", "BadShape", "default export", "")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] }, place: () => true, customise: () => {} });", "BadShape", "did you mean \"customize\"", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kind: ['A'] }, place: () => true });", "BadShape", "did you mean \"kinds\"", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kinds: 'A' }, place: () => true });", "BadShape", "selects.kinds: a list of texts", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] }, place: () => true, tolerations: [{ key: 'a', effect: 'NoShedule' }] });", "BadShape", "tolerations[0].effect: one of", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { selector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }, place: () => true });", "BadShape", "selects.selector.matchExpressions[0]: In needs", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] }, place: () => true, dependsOn: ['web'] });", "BadShape", "dependsOn[0]: a reference such as", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] }, place: () => true, overrides: [{ label: 'a', values: { b: { kind: 'B' } } }] });", "BadShape", "overrides[0].values.b.kind", "main.js:2:16")]
    [InlineData("import { parameters } from 'kubestellar';\nparameters({ a: { type: 'integer', default: 'b' } });", "BadShape", "parameters.a.default: an integer", "main.js:2:1")]
    [InlineData("import './lib/check.js';\n", "BadImport", "lib/check.js", "main.js:1:8")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] } });", "BadShape", "\"place\" is missing", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] }, place: async () => true });", "BadShape", "async", "main.js:2:16")]
    [InlineData(Import + "export default policy({ selects: { kinds: ['A'] }, place: () => true, rollout: { waves: [10] } });", "BadShape", "waves[0]", "main.js:2:16")]
    [InlineData("throw new Error('at once');", "Threw", "at once", "main.js:1:7")]
    [InlineData("\nObject.prototype.x = 1;", "Threw", "not extensible", "main.js:2:")]
    [InlineData("const m = Date.now();", "Threw", "Date is not defined", "main.js:1:11")]
    [InlineData("for (;;);", "TimedOut", "", "")]
    public async Task A_bad_module_is_refused(string source, string reason, string message, string location)
    {
        var (_, outcome) = await RuntimeUnderTest.LoadAsync(_runtime, ("main.js", source), ("helper.js", "export const a = 1;"), ("broken.js", "export const bad = 1;\nexport const x = = 2;"));

        Assert.False(outcome.Ok);
        Assert.Equal(reason, outcome.Fault.Reason);
        Assert.Contains(message, outcome.Fault.Message, StringComparison.Ordinal);
        Assert.StartsWith(location, outcome.Fault.Location, StringComparison.Ordinal);
        Assert.DoesNotContain(AppContext.BaseDirectory, outcome.Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_the_bundle_import_each_other()
    {
        var (_, outcome) = await RuntimeUnderTest.LoadAsync(_runtime,
            ("main.js", Import + "import { place } from './lib/a.js'; export default policy({ selects: { kinds: ['A'] }, place });"),
            ("lib/a.js", "import { b } from '../b.js'; import * as again from './a.js'; export const place = () => b;"),
            ("b.js", "export const b = true;"));
        Assert.True(outcome.Ok, outcome.Fault?.Message);
    }
}
