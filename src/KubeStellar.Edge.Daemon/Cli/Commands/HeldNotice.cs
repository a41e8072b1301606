using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Daemon.Cli.Connection;
using KubeStellar.Edge.Daemon.Cli.Output;

namespace KubeStellar.Edge.Daemon.Cli.Commands;

/// <summary>Says on standard error which policies wait for a person, deleted ones too, so that a verb that is done does not hide it.</summary>
internal static class HeldNotice
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private const int Looks = 20;

    /// <summary>Waits for the hub's decision first, but not for long.</summary>
    internal static async Task AfterChangeAsync(CliServices services, HubSession hub, CancellationToken token)
    {
        try
        {
            for (var look = 0; look < Looks; look++)
            {
                if ((await hub.InfoAsync(token)).Settled)
                {
                    await WriteAsync(services, hub, "", token);
                    return;
                }

                await Task.Delay(Pause, services.Time, token);
            }
        }
        catch (CliException unknown)
        {
            Unknown(services, unknown);
        }
    }

    internal static async Task OfAsync(CliServices services, HubSession hub, string policy, CancellationToken token)
    {
        try
        {
            await WriteAsync(services, hub, policy, token);
        }
        catch (CliException unknown)
        {
            Unknown(services, unknown);
        }
    }

    private static async Task WriteAsync(CliServices services, HubSession hub, string policy, CancellationToken token)
    {
        var held = (await hub.ListAllAsync(new GetQuery { Resource = ResourceTypes.Policies.Plural, Name = policy }, token))
            .Select(item => new JsonView(item))
            .Where(item => item.Text("state.phase", "phase") == "Held" || item.TextOrEmpty("rollout.hold.id").Length > 0)
            .ToList();
        if (held.Count == 0)
        {
            return;
        }

        services.Error.WriteLine($"note: {held.Count} {(held.Count == 1 ? "policy is" : "policies are")} held and {(held.Count == 1 ? "waits" : "wait")} for a person:");
        foreach (var item in held)
        {
            var (name, id) = (item.Text("name"), item.TextOrEmpty("rollout.hold.id"));
            var (reason, message) = (item.TextOrEmpty("state.reason"), item.TextOrEmpty("state.message"));

            // A rollout that waits says itself what to do.
            var remedy = id.Length == 0 && message.Contains("kse rollout", StringComparison.Ordinal) ? $"{reason}: {message}" : $"kse confirm {(id.Length > 0 ? id : name)}";
            services.Error.WriteLine("  " + CliErrors.OneLine($"policy {name}{(item.Flag("deleted") == true ? " (deleted)" : "")}: {remedy}"));
        }
    }

    // The verb itself is done; that its follow-up question was not answered does not undo it.
    private static void Unknown(CliServices services, CliException unknown) =>
        services.Error.WriteLine(CliErrors.OneLine($"note: whether a policy is held is not known: {unknown.Message}"));
}
