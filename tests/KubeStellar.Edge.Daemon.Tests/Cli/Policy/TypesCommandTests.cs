using System.Diagnostics;
using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Policy;

/// <summary><c>kse policy types</c>: what it writes is what a compiler, and so an editor, takes.</summary>
public sealed class TypesCommandTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_types_of_the_language_and_a_configuration_are_written()
    {
        Assert.Equal(0, await _run.RunAsync("policy", "types", _run.Folder));
        var package = JsonElement.Parse(await File.ReadAllTextAsync(Path.Combine(_run.Folder, "node_modules", "kubestellar", "package.json")));
        Assert.Equal("kubestellar", package.GetProperty("name").GetString());
        Assert.True(File.Exists(Path.Combine(_run.Folder, "node_modules", "kubestellar", package.GetProperty("types").GetString()!)));
        Assert.All(["policy", "spec"], name => Assert.True(File.Exists(Path.Combine(_run.Folder, "node_modules", "kubestellar", $"{name}.schema.json"))));
        Assert.All(_run.Lines, line => Assert.True(File.Exists(line), line));
        Assert.Contains(Path.Combine(_run.Folder, "tsconfig.json"), _run.Lines);
    }

    [Fact]
    public async Task Nothing_of_a_person_is_overwritten_unless_that_is_asked_for()
    {
        var own = _run.Write("tsconfig.json", "{}");
        Assert.Equal(2, await _run.RunAsync("policy", "types", _run.Folder));
        Assert.Contains($"nothing was written\n  {own}", _run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_run.Folder, "node_modules")));

        Assert.Equal(0, await _run.RunAsync("policy", "types", _run.Folder, "--force"));
        Assert.NotEqual("{}", await File.ReadAllTextAsync(own));
        Assert.Equal(0, await _run.RunAsync("policy", "types", _run.Folder));
    }

    [Fact]
    public async Task A_compiler_finds_what_is_wrong_with_them_in_JavaScript_and_TypeScript()
    {
        var compiler = Path.Combine(AppContext.BaseDirectory, "typescript", "tsc");
        Assert.SkipUnless(File.Exists(compiler), "this build has no TypeScript compiler for this machine");
        Assert.Equal(0, await _run.RunAsync("policy", "types", _run.Folder));
        _run.Write("good.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['ConfigMap'] }, place: (object, edge) => edge.labels.kind === 'store' });\n");
        Assert.Equal("", await CompileAsync(compiler));

        _run.Write("kse-libraries/kit@1.0.0/index.ts", "export const twice = (n: number): number => 2 * n;\n");
        _run.Write("sub/uses.js", "import { policy } from 'kubestellar';\nimport { twice } from 'kit@1.0.0';\nexport default policy({ selects: { kinds: ['ConfigMap'] }, place: () => twice('1') > 1 });\n");
        _run.Write("sub/wrong.js", "import { policy } from 'kubestellar';\nexport default policy({ selects: { kinds: ['ConfigMap'] }, plcae: () => true });\n");
        _run.Write("sub/bad.ts", "import { policy, yes } from \"kubestellar\";\nexport default policy({ selects: { kinds: [\"A\"] }, place: (object, edge) => edge.lables.x ? yes(1) : false });\n");
        var said = await CompileAsync(compiler);
        Assert.Contains("sub/wrong.js(2,", said, StringComparison.Ordinal);
        Assert.Contains("'plcae'", said, StringComparison.Ordinal);
        Assert.Contains("'lables'", said, StringComparison.Ordinal);
        Assert.Contains("sub/uses.js(3,79): error TS2345", said, StringComparison.Ordinal);
        Assert.DoesNotContain("uses.js(2,", said, StringComparison.Ordinal);
        Assert.DoesNotContain("good.js", said, StringComparison.Ordinal);
    }

    private async Task<string> CompileAsync(string compiler)
    {
        using var process = Process.Start(new ProcessStartInfo(compiler, ["-p", _run.Folder, "--pretty", "false"]) { RedirectStandardOutput = true, WorkingDirectory = _run.Folder })!;
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return said;
    }
}
