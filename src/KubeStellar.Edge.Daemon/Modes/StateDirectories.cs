namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>Where daemons keep their state when they are not told: systemd's state directory, else the XDG one.</summary>
internal static class StateDirectories
{
    /// <summary>Default state directory of a role.</summary>
    public static string Default(string role)
    {
        if (Environment.GetEnvironmentVariable("STATE_DIRECTORY") is { Length: > 0 } systemd)
            return systemd.Split(':')[0];
        var xdg = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var home = string.IsNullOrEmpty(xdg) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state") : xdg;
        return Path.Combine(home, "kse", role);
    }
}
