using KubeStellar.Edge.Kubernetes.Cluster.Api;
using KubeStellar.Edge.TestKit.Processes;
using Microsoft.Extensions.Time.Testing;

namespace KubeStellar.Edge.Kubernetes.Tests.Cluster.Api;

/// <summary>Kubeconfig files as they are found in the field.</summary>
public sealed class KubeconfigTests : IDisposable
{
    private const string K3s = """
        apiVersion: v1
        clusters:
        - cluster:
            server: https://127.0.0.1:6443
            insecure-skip-tls-verify: true
          name: default
        contexts:
        - context: {cluster: default, user: default}
          name: default
        - {name: other, context: {cluster: default, user: plugin}}
        current-context: default
        kind: Config
        preferences: {}
        users:
        - name: default
          user: {token: abc}
        - name: plugin
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: ./plugin.sh
              args: ["two words", b]
              env: [{name: WORD, value: x y}]
        """;

    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_current_context_counts_unless_another_is_asked_for()
    {
        var settings = await LoadAsync(K3s);
        Assert.Equal((new Uri("https://127.0.0.1:6443"), true, "Bearer abc"), (settings.Server, settings.SkipVerify, await HeaderAsync(settings)));
        await Assert.ThrowsAsync<AccessException>(() => LoadAsync(K3s, "missing"));
    }

    [Fact]
    public async Task A_plugin_gets_its_arguments_whole_and_its_credentials_expire()
    {
        var script = _folder["plugin.sh"];
        await File.WriteAllTextAsync(script, """
            #!/bin/sh
            echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$1-$2-$WORD"'","expirationTimestamp":"1970-01-01T01:00:00Z"}}'
            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var settings = await LoadAsync(K3s, "other");
        Assert.Equal(("Bearer two words-b-x y", DateTimeOffset.UnixEpoch.AddHours(1)), (await HeaderAsync(settings), settings.Expires));
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexit 3\n");
        Assert.Contains("ended with 3", (await Assert.ThrowsAsync<AccessException>(() => LoadAsync(K3s, "other"))).Message, StringComparison.Ordinal);
        File.Delete(script);
        Assert.Contains("plugin.sh", (await Assert.ThrowsAsync<AccessException>(() => LoadAsync(K3s, "other"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_lie_beside_the_kubeconfig_and_a_token_file_is_read_again()
    {
        await File.WriteAllTextAsync(_folder["token"], "first\n");
        var settings = await LoadAsync(K3s.Replace("{token: abc}", "{tokenFile: token, as: somebody}", StringComparison.Ordinal));
        Assert.Equal(("Bearer first", "somebody"), (await HeaderAsync(settings), settings.User));
        await File.WriteAllTextAsync(_folder["token"], "second");
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("Bearer second", await HeaderAsync(settings));
        File.Delete(_folder["token"]);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal("Bearer second", await HeaderAsync(settings));
    }

    [Theory]
    [InlineData("server: https://127.0.0.1:6443", "server: ''", "no server")]
    [InlineData("cluster: default, user: default", "cluster: gone, user: default", "no cluster")]
    [InlineData("{token: abc}", "{auth-provider: {name: gcp}}", "auth-provider")]
    [InlineData("insecure-skip-tls-verify: true", "certificate-authority-data: '!'", "Base-64")]
    [InlineData("insecure-skip-tls-verify: true", "certificate-authority: nowhere.crt", "nowhere.crt")]
    [InlineData("kind: Config", "kind: [", "")]
    public async Task What_is_wrong_is_said(string good, string bad, string says)
    {
        var error = await Assert.ThrowsAsync<AccessException>(() => LoadAsync(K3s.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    private async Task<AccessSettings> LoadAsync(string text, string? context = null)
    {
        await File.WriteAllTextAsync(_folder["config"], text);
        return await new ClusterAccess(_folder["config"], context, _time).LoadAsync(default);
    }

    private static async Task<string?> HeaderAsync(AccessSettings settings) => (await settings.Authorize!(default))?.ToString();
}
