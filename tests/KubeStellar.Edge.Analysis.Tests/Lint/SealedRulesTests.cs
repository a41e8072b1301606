namespace KubeStellar.Edge.Analysis.Tests.Lint;

/// <summary>What a policy sees sealed it cannot read.</summary>
public sealed class SealedRulesTests
{
    [Theory]
    [InlineData("if (object.data.token.startsWith('x')) return true;")]
    [InlineData("return object.data['tls.crt'].length > 3;")]
    [InlineData("return object.data[edge.id]?.length > 3;")]
    [InlineData("object.stringData.url = `postgres://u:${object.stringData.password}@db`;")]
    [InlineData("object.stringData.url = 'u:' + object.stringData.password;")]
    [InlineData("return object.stringData?.password === 'x';")]
    [InlineData("return Number(object.data.port) > 1;")]
    [InlineData("object.metadata.labels.auth = `${object.spec.auth}`;")]
    [InlineData("return object.spec.auth.user === 'x';")]
    public async Task Reading_it_is_a_warning(string body)
    {
        var only = Assert.Single(await Of(body, "['Secret']"));

        Assert.Equal(("sealed-value", false, 3), (only.Rule, only.Certain, only.Line));
        Assert.Contains("' is sealed: a policy sees a handle in its place, not the value", only.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("object.stringData.url = object.stringData.password; delete object.stringData.password;", "['Secret']")]
    [InlineData("if (object.data.token === undefined || null == object.spec.auth) return false;", "['Secret']")]
    [InlineData("for (const key of Object.keys(object.data)) object.data[`${key}.bak`] = object.data[key];", "['Secret']")]
    [InlineData("if (object.kind === 'ConfigMap') object.data.app = object.data.app.replace('x', 'y');", "['ConfigMap', 'Secret']")]
    [InlineData("object.data.app = `${object.data.app}x`;", "['ConfigMap']")]
    [InlineData("object.spec.authority = object.spec.authority.trim();", "['Secret']")]
    public async Task Moving_it_is_none(string body, string kinds) => Assert.Empty(await Of(body, kinds));

    private static Task<IReadOnlyList<Flow.State.Policies.LintFinding>> Of(string body, string kinds) => LintRun.Of(
        $"import {{ policy }} from 'kubestellar';\nexport default policy({{ selects: {{ kinds: {kinds} }}, place: () => true, seals: [{{ kind: 'Store', paths: ['spec.auth', 'spec.users[*].token'] }}],\ncustomize: (object, edge) => {{ {body} }} }});");
}
