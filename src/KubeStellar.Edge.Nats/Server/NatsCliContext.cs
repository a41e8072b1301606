using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>A context of the <c>nats</c> command line tool, so that <c>nats --context NAME kv ls</c> shows the running system.</summary>
public static class NatsCliContext
{
    /// <summary>Writes <c>nats/context/NAME.json</c> below <c>XDG_CONFIG_HOME</c> (or <c>~/.config</c>), whole or not at all; returns its path.</summary>
    /// <param name="name">Name of the context.</param>
    /// <param name="url">Where the server is.</param>
    /// <param name="credentialsPath">Credentials file.</param>
    /// <param name="description">For people.</param>
    /// <param name="caPath">Certificates that the server's is checked against; null for the system's.</param>
    /// <param name="clientPath">Certificate to show; null for none.</param>
    /// <param name="clientKeyPath">Its key; may be the same file.</param>
    /// <exception cref="ArgumentException">The name cannot be a file name.</exception>
    public static string Write(string name, string url, string credentialsPath, string description, string? caPath = null, string? clientPath = null, string? clientKeyPath = null)
    {
        var configured = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        var home = string.IsNullOrEmpty(configured)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config")
            : configured;
        return WriteIn(home, name, url, credentialsPath, description, caPath, clientPath, clientKeyPath);
    }

    /// <summary>The same, below another folder.</summary>
    /// <param name="configHome">The folder.</param>
    /// <param name="name">Name of the context.</param>
    /// <param name="url">Where the server is.</param>
    /// <param name="credentialsPath">Credentials file.</param>
    /// <param name="description">For people.</param>
    /// <param name="caPath">Certificates that the server's is checked against; null for the system's.</param>
    /// <param name="clientPath">Certificate to show; null for none.</param>
    /// <param name="clientKeyPath">Its key; may be the same file.</param>
    /// <exception cref="ArgumentException">The name cannot be a file name.</exception>
    public static string WriteIn(string configHome, string name, string url, string credentialsPath, string description, string? caPath = null, string? clientPath = null, string? clientKeyPath = null)
    {
        if (Names.ExplainDnsSubdomain(name) is { } wrong)
        {
            throw new ArgumentException($"'{name}' {wrong}", nameof(name));
        }

        var folder = Path.Combine(configHome, "nats", "context");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".json");
        var context = new NatsCliContextFile(description, url, Path.GetFullPath(credentialsPath)) { Ca = caPath, Cert = clientPath, Key = clientKeyPath };
        SecretFiles.Write(path, JsonSerializer.Serialize(context, IdentityJson.Default.NatsCliContextFile));
        return path;
    }
}
