using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Nats.Server;

/// <summary>A context of the <c>nats</c> command line tool, so that <c>nats --context NAME kv ls</c> shows the running system.</summary>
public static class NatsCliContext
{
    /// <summary>Writes <c>nats/context/NAME.json</c> below <c>XDG_CONFIG_HOME</c> (or <c>~/.config</c>), whole or not at all; returns its path.</summary>
    /// <exception cref="ArgumentException">The name cannot be a file name.</exception>
    public static string Write(string name, string url, string credentialsPath, string description)
    {
        var configured = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        var home = string.IsNullOrEmpty(configured)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config")
            : configured;
        return Write(home, name, url, credentialsPath, description);
    }

    internal static string Write(string configHome, string name, string url, string credentialsPath, string description)
    {
        if (Names.ExplainDnsSubdomain(name) is { } wrong)
        {
            throw new ArgumentException($"'{name}' {wrong}", nameof(name));
        }

        var folder = Path.Combine(configHome, "nats", "context");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".json");
        SecretFiles.Write(path, JsonSerializer.Serialize(new NatsCliContextFile(description, url, Path.GetFullPath(credentialsPath)), IdentityJson.Default.NatsCliContextFile));
        return path;
    }
}
