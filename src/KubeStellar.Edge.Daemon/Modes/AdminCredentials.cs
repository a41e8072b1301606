using KubeStellar.Edge.Nats.Identity;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>The credentials of people's tools at the hub's machine, which its context names.</summary>
internal static class AdminCredentials
{
    /// <summary>Writes them where they are missing, or were issued by a key that is not used any more; returns their file.</summary>
    internal static string Keep(HubSettings settings, AccountSigner account)
    {
        var file = Path.Combine(settings.State, "keys", "admin.creds");
        if (settings.Context.Length > 0 && (!File.Exists(file) || !account.Issued(UserCredentials.Load(file))))
            new UserMint(account, TimeProvider.System).Admin().Save(file);
        return file;
    }
}
