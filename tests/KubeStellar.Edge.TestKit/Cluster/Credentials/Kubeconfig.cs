using System.Text;

namespace KubeStellar.Edge.TestKit.Cluster.Credentials;

/// <summary>Writes kubeconfig files: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/ . One cluster, one user, one context named <c>test</c>.</summary>
public static class Kubeconfig
{
    /// <summary>Writes one, in one step (a reader sees the old or the new file, never half of one).</summary>
    /// <param name="path">Where.</param>
    /// <param name="url">The server.</param>
    /// <param name="authority">PEM of the server's authority; null: its certificate is not checked.</param>
    /// <param name="credentials">Who it is.</param>
    /// <param name="impersonate">Name of a user to act as; null for none.</param>
    public static void Write(string path, Uri url, string? authority, ApiCredentials credentials, string? impersonate = null)
    {
        var text = new StringBuilder()
            .Append("apiVersion: v1\nkind: Config\ncurrent-context: test\n")
            .Append("clusters:\n- name: test\n  cluster:\n    server: ").Append(url.AbsoluteUri.TrimEnd('/')).Append('\n')
            .Append(authority is null ? url.Scheme == "https" ? "    insecure-skip-tls-verify: true\n" : "" : $"    certificate-authority-data: {Base64(authority)}\n")
            .Append("contexts:\n- name: test\n  context: {cluster: test, user: test}\n")
            .Append("users:\n- name: test\n  user:");
        var user = new StringBuilder();
        if (credentials.Token is { } token)
            user.Append("\n    token: ").Append(token);
        if (credentials.TokenFile is { } file)
            user.Append("\n    tokenFile: ").Append(file);
        if (credentials.Certificate is { } pair)
            user.Append("\n    client-certificate-data: ").Append(Base64(pair.Certificate)).Append("\n    client-key-data: ").Append(Base64(pair.Key));
        if (impersonate is not null)
            user.Append("\n    as: ").Append(impersonate);
        text.Append(user.Length == 0 ? " {}" : user).Append('\n');
        var draft = path + ".new";
        File.WriteAllText(draft, text.ToString());
        File.Move(draft, path, overwrite: true);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
