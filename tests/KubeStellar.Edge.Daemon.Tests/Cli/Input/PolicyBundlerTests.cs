using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Daemon.Cli;
using KubeStellar.Edge.Daemon.Cli.Input;

namespace KubeStellar.Edge.Daemon.Tests.Cli.Input;

public sealed class PolicyBundlerTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Imports_are_followed_once_each_also_in_circles()
    {
        var main = _run.Write("p/main.js", "import './a.js';\nexport { b } from './lib/b.js';");
        _run.Write("p/a.js", "import { b } from './lib/b.js';");
        _run.Write("p/lib/b.js", "import * as a from '../a.js'; export const b = 1;");

        var bundle = Bundle(main);

        Assert.Equal("main.js", bundle.Main);
        Assert.Equal(["a.js", "lib/b.js", "main.js"], bundle.Files.Keys);
    }

    [Theory]
    [InlineData("\n  import x from '../outside.js';", ":2:17: cannot import '../outside.js': it lies outside the policy's folder")]
    [InlineData("import x from 'lodash';", ":1:15: cannot import 'lodash': a policy imports 'kubestellar' and files beside it")]
    [InlineData("import x from '/etc/passwd.js';", ":1:15: cannot import '/etc/passwd.js'")]
    [InlineData("import x from 'https://example.org/x.js';", ":1:15: cannot import 'https://example.org/x.js'")]
    [InlineData("import x from './missing.js';", ":1:15: cannot import './missing.js': there is no file")]
    [InlineData("import x from './there';", ":1:15: cannot import './there': only .js and .mjs modules; did you mean './there.js'?")]
    [InlineData("import x from './data.json';", ":1:15: cannot import './data.json': only .js and .mjs modules")]
    [InlineData("const x = await import('./there.js');", ":1:17: import() is not for policies")]
    public void A_forbidden_import_is_named_with_its_place(string source, string expected)
    {
        _run.Write("outside.js", "");
        _run.Write("p/there.js", "");
        var main = _run.Write("p/main.js", source);

        var error = Assert.Throws<CliException>(() => Bundle(main));

        Assert.StartsWith(main + expected, error.Details.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_out_of_the_folder_is_outside()
    {
        var secret = _run.Write("secret.js", "1");
        var main = _run.Write("p/main.js", "import './linked.js';");
        File.CreateSymbolicLink(Path.Combine(_run.Folder, "p", "linked.js"), secret);

        Assert.Contains("outside the policy's folder", Assert.Throws<CliException>(() => Bundle(main)).Details.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_has_a_limit()
    {
        var main = _run.Write("p/main.js", "import './a.js'; import './b.js';");
        _run.Write("p/a.js", "//" + new string('a', 300_000));
        _run.Write("p/b.js", "//" + new string('b', 300_000));

        Assert.Contains("the limit is 524288", Assert.Throws<CliException>(() => Bundle(main)).Details.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_gives_policies_in_order_and_passes_over_helpers_and_specs()
    {
        _run.Write("s/web/web.js", "import './pick.js';");
        _run.Write("s/web/pick.js", "");
        _run.Write("s/web/extra.lib.js", "");
        _run.Write("s/web/web.spec.json", "{}");
        _run.Write("s/api/api.js", "");
        _run.Write("s/objects.yml", "");
        _run.Write("s/.hidden/x.js", "");
        _run.Write("s/node_modules/x/x.js", "");
        _run.Write("s/notes.txt", "");
        var faults = new Faults();

        var (manifests, policies) = InputFiles.Find([Path.Combine(_run.Folder, "s")], faults);

        Assert.Equal(0, faults.Count);
        Assert.Equal(["objects.yml"], manifests.Select(Path.GetFileName));
        Assert.Equal(["api.js", "web.js"], policies.Select(Path.GetFileName));
    }

    private static PolicyBundle Bundle(string file)
    {
        var faults = new Faults();
        var bundle = new PolicyBundler(faults).Bundle(file);
        faults.Check();
        return bundle!;
    }
}
