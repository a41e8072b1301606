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
    [InlineData("import x from 'tiers@1';", ":1:15: cannot import 'tiers@1': it has a version that is no exact version such as 1.2.0")]
    [InlineData("import x from 'kubestellar@1.0.0';", ":1:15: cannot import 'kubestellar@1.0.0': it has the name kubestellar, which is the platform's own")]
    [InlineData("import './types.d.ts';", ":1:8: cannot import './types.d.ts': it holds types only")]
    [InlineData("import x from 'https://example.org/x.js';", ":1:15: cannot import 'https://example.org/x.js'")]
    [InlineData("import x from './missing.js';", ":1:15: cannot import './missing.js': there is no file")]
    [InlineData("import x from './there';", ":1:15: cannot import './there': only .js, .mjs, .ts and .mts modules; did you mean './there.js'?")]
    [InlineData("import x from './data.json';", ":1:15: cannot import './data.json': only .js, .mjs, .ts and .mts modules")]
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
        _run.Write("s/web/web.snap.json", "{}");
        _run.Write("s/web/types.d.ts", "");
        _run.Write("s/web/typed.ts", "import type { Size } from './size.js';");
        _run.Write("s/web/size.ts", "");
        _run.Write("s/web/more.lib.mts", "");
        _run.Write("s/kse-libraries/tiers@1.0.0/index.js", "");
        _run.Write("s/package.json", "{}");
        _run.Write("s/tsconfig.json", "{}");
        _run.Write("s/notes.txt", "");
        var faults = new Faults();

        var (manifests, policies) = InputFiles.Find([Path.Combine(_run.Folder, "s")], faults);

        Assert.Equal(0, faults.Count);
        Assert.Equal(["objects.yml"], manifests.Select(Path.GetFileName));
        Assert.Equal(["api.js", "typed.ts", "web.js"], policies.Select(module => Path.GetFileName(module.Path)));
    }

    [Fact]
    public void TypeScript_is_bundled_where_it_runs_and_types_are_not()
    {
        var main = _run.Write("p/main.ts", """
            import type { Only } from "./only.ts";
            import { type Size, type Shape } from "./shape.js";
            import { Declared } from "./declared.js";
            import { pick } from "./pick.js";
            import { old } from "./old.js";
            import x from "./lib/deep.mjs";
            let a: import("./only.ts").Only;
            """);
        _run.Write("p/only.ts", "");
        _run.Write("p/declared.d.ts", "");
        _run.Write("p/pick.ts", "");
        _run.Write("p/old.js", "");
        _run.Write("p/old.ts", "");
        _run.Write("p/lib/deep.mts", "");

        Assert.Equal(["lib/deep.mts", "main.ts", "old.js", "pick.ts"], Bundle(main).Files.Keys);
    }

    [Fact]
    public void A_library_is_left_to_the_hub_and_found_beside_the_policy_offline()
    {
        var main = _run.Write("p/main.js", "import { tier } from 'tiers@1.2.0';");
        var tiers = _run.Write("kse-libraries/tiers@1.2.0/index.ts", "import './names.js'; import 'base@0.1.0';");
        _run.Write("kse-libraries/tiers@1.2.0/names.ts", "");
        _run.Write("p/kse-libraries/base@0.1.0/index.js", "export {};");

        Assert.Equal(["main.js"], Bundle(main).Files.Keys);

        var faults = new Faults();
        var read = new PolicyBundler(faults, offline: true).Read(main)!;
        faults.Check();
        Assert.Equal(["base@0.1.0/index.js", "main.js", "tiers@1.2.0/index.ts", "tiers@1.2.0/names.ts"], read.Bundle.Files.Keys);
        Assert.Equal(tiers, read.Paths["tiers@1.2.0/index.ts"]);
    }

    [Theory]
    [InlineData("tiers@1.3.0", ":1:8: kse-libraries (beside the policy, or in a folder above it) has no version 1.3.0 of the library tiers; it has 1.2.0")]
    [InlineData("teirs@1.2.0", ":1:8: kse-libraries (beside the policy, or in a folder above it) has no library teirs@1.2.0; did you mean 'tiers@1.2.0'?")]
    public void A_library_that_is_missing_offline_is_named(string library, string expected)
    {
        var main = _run.Write("p/main.js", $"import '{library}';");
        _run.Write("kse-libraries/tiers@1.2.0/index.js", "");

        Assert.Equal(main + expected, Assert.Throws<CliException>(() => Bundle(main, offline: true)).Details.Single());
    }

    private static PolicyBundle Bundle(string file, bool offline = false)
    {
        var faults = new Faults();
        var bundle = new PolicyBundler(faults, offline).Bundle(file);
        faults.Check();
        return bundle!;
    }
}
