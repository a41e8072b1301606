using System.Reflection;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Version of this program.</summary>
internal static class DaemonVersion
{
    internal static string Text { get; } = typeof(DaemonVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
