using KubeStellar.Edge.Scripting.Client;
using KubeStellar.Edge.Scripting.Tests.Client;

namespace KubeStellar.Edge.Scripting.Tests.Language;

/// <summary>Shared libraries in a bundle: imported by name and version, closed to both sides otherwise.</summary>
public sealed class LibraryImportTests(SharedRuntime shared) : IClassFixture<SharedRuntime>
{
    private const string Declares = "export default policy({ selects: { kinds: ['A'] }, place: () => kit === 7 });";
    private readonly PolicyRuntime _runtime = shared.Runtime;

    [Theory]
    [InlineData("index.js", "import { seven } from './lib/seven.js'; export const kit = seven;", "lib/seven.js", "export const seven = 7;")]
    [InlineData("index.ts", "import { seven } from './lib/seven.js'; export const kit: number = seven;", "lib/seven.ts", "export const seven: number = 7;")]
    [InlineData("index.mjs", "import { seven } from 'other@2.0.0-rc.1'; export const kit = seven;", "../other@2.0.0-rc.1/index.js", "export const seven = 7;")]
    public async Task A_library_is_imported_by_name_and_version(string entry, string text, string more, string moreText)
    {
        var (_, loaded) = await RuntimeUnderTest.LoadAsync(
            _runtime,
            ("main.js", "import { policy } from 'kubestellar';\nimport { kit } from 'kit@1.2.0';\n" + Declares),
            ("kit@1.2.0/" + entry, text),
            (more.StartsWith("../", StringComparison.Ordinal) ? more[3..] : "kit@1.2.0/" + more, moreText));

        Assert.True(loaded.Ok, $"{loaded.Fault?.Message} {loaded.Fault?.Location}");
    }

    [Theory]
    [InlineData("kit@1.2.1", "export const kit = 7;", "main.js:1:21")]
    [InlineData("./kit@1.2.0/index.js", "export const kit = 7;", "main.js:1:21")]
    [InlineData("kit", "export const kit = 7;", "main.js:1:21")]
    [InlineData("kit@1.2.0", "import '../main.js';", "kit@1.2.0/index.js:1:8")]
    [InlineData("kit@1.2.0", "import '../secret.js';", "kit@1.2.0/index.js:1:8")]
    public async Task What_is_not_there_or_closed_is_refused(string specifier, string library, string location)
    {
        var (_, loaded) = await RuntimeUnderTest.LoadAsync(
            _runtime, ("main.js", $"import {{ kit }} from '{specifier}';"), ("kit@1.2.0/index.js", library), ("secret.js", "export const secret = 1;"));

        Assert.Equal(("BadImport", location), (loaded.Fault?.Reason, loaded.Fault?.Location));
    }

    [Fact]
    public async Task An_error_within_a_library_is_told_where_it_is()
    {
        var (_, loaded) = await RuntimeUnderTest.LoadAsync(_runtime, ("main.js", "import { kit } from 'kit@1.2.0';"), ("kit@1.2.0/index.js", "export const kit = 1;\nthrow new Error('broken');"));
        Assert.Equal(("Threw", "kit@1.2.0/index.js:2:7"), (loaded.Fault?.Reason, loaded.Fault?.Location));
    }
}
