using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace KubeStellar.Edge.Kubernetes.Cluster.Api;

/// <summary>A program that gives credentials (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).</summary>
internal static class ExecPlugin
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="AccessException">It cannot be run, fails, or gives nothing.</exception>
    internal static async Task<ExecCredential> RunAsync(KubeconfigEntry exec, KubeconfigEntry cluster, string? authority, TimeProvider time, CancellationToken token)
    {
        var command = exec.Text("command") ?? throw new AccessException("exec names no command");
        var start = new ProcessStartInfo(command.Contains('/', StringComparison.Ordinal) ? Path.Combine(exec.Folder, command) : command)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in exec.Items("args").OfType<YamlScalarNode>())
        {
            start.ArgumentList.Add(argument.Value ?? "");
        }

        foreach (var variable in exec.Items("env").OfType<YamlMappingNode>().Select(node => exec with { Node = node }))
        {
            start.Environment[variable.Text("name") ?? throw new AccessException("exec has a variable without a name")] = variable.Text("value") ?? "";
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = Info(exec, cluster, authority);
        using var late = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(token, late.Token);
        try
        {
            using var process = Process.Start(start) ?? throw new AccessException($"{command} cannot be run");
            process.StandardInput.Close();
            try
            {
                var output = await process.StandardOutput.ReadToEndAsync(either.Token);
                await process.WaitForExitAsync(either.Token);
                return process.ExitCode == 0 ? Parse(output, command) : throw new AccessException($"{command} ended with {process.ExitCode}");
            }
            finally
            {
                if (!process.HasExited)
                {
                    process.Kill(entireProcessTree: true);
                }
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new AccessException($"{command}: {error.Message}{(exec.Text("installHint") is { } hint ? $" ({hint})" : "")}", error);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new AccessException($"{command} did not end within {Limit.TotalSeconds:0} s");
        }
    }

    private static string Info(KubeconfigEntry exec, KubeconfigEntry cluster, string? authority)
    {
        var spec = new JsonObject { ["interactive"] = false };
        if (exec.Flag("provideClusterInfo"))
        {
            spec["cluster"] = new JsonObject
            {
                ["server"] = cluster.Text("server"),
                ["tls-server-name"] = cluster.Text("tls-server-name"),
                ["insecure-skip-tls-verify"] = cluster.Flag("insecure-skip-tls-verify"),
                ["certificate-authority-data"] = authority is null ? null : Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority)),
            };
        }

        return new JsonObject { ["apiVersion"] = exec.Text("apiVersion") ?? "client.authentication.k8s.io/v1", ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    private static ExecCredential Parse(string output, string command)
    {
        try
        {
            var status = JsonNode.Parse(output)?["status"];
            var (token, certificate, key) = ((string?)status?["token"], (string?)status?["clientCertificateData"], (string?)status?["clientKeyData"]);
            var expires = DateTimeOffset.TryParse((string?)status?["expirationTimestamp"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : default(DateTimeOffset?);
            return token is { Length: > 0 } || (certificate is { Length: > 0 } && key is { Length: > 0 })
                ? new ExecCredential(token, certificate, key, expires)
                : throw new AccessException($"{command} gave neither a token nor a certificate");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new AccessException($"{command} gave no ExecCredential", error);
        }
    }
}
