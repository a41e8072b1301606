using System.CommandLine;
using System.Globalization;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary><c>kse restore</c>: makes a hub's state directory of a backup. The hub that starts there fills its buckets, under an epoch above all that its edges ever saw.</summary>
internal static class RestoreCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("restore", "Make a hub's state directory of a backup, or say what the fleet would see of it (--dry-run).");
        var input = new Argument<string>("file") { Description = "what 'kse backup' wrote" };
        var state = new Option<string?>("--state") { Description = "state directory of the hub (default: as 'kse hub' has it)", HelpName = "DIR" };
        var replace = new Option<bool>("--replace") { Description = "set a hub that is there aside (DIR.before-TIME), instead of refusing" };
        var dry = new Option<bool>("--dry-run") { Description = "change nothing; compare the backup with the hub that runs, where there is one" };
        command.Add(input);
        command.Add(state);
        command.Add(replace);
        command.Add(dry);
        var hub = new HubOptions(command, workspace: false);
        command.SetAction(async (parsed, token) =>
        {
            var file = Path.GetFullPath(parsed.GetValue(input)!);
            var backup = File.Exists(file) ? BackupFile.Read(file) : throw new CliException($"there is no file {file}");
            services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"backup of {backup.Index.At:u}, by kse {backup.Index.Daemon}: {backup.Buckets[Buckets.Workloads].Count} objects, {backup.Buckets[Buckets.Policies].Count} policies, {backup.Buckets[Buckets.Edges].Count} edges"));
            if (parsed.GetValue(dry))
            {
                await TellAsync(services, backup, () => HubBuckets.ReadAsync(hub.AddressOf(parsed, services), token));
                return CliExit.Ok;
            }

            var folder = Path.GetFullPath(parsed.GetValue(state) ?? StateDirectories.Default("hub"));
            var aside = await RestoredState.MakeAsync(backup, folder, parsed.GetValue(replace), services.Time.GetUtcNow(), token);
            services.Out.WriteLine($"restored to {folder}{(aside is null ? "" : $"; what was there is in {aside}")}");
            services.Out.WriteLine("start the hub ('kse hub'): it fills its buckets and publishes under a new epoch; edges keep what they have until then");
            return CliExit.Ok;
        });
        return command;
    }

    private static async Task TellAsync(CliServices services, BackupContents backup, Func<Task<IReadOnlyDictionary<string, SortedDictionary<string, byte[]>>>> read)
    {
        IReadOnlyDictionary<string, SortedDictionary<string, byte[]>> now;
        try
        {
            now = await read();
        }
        catch (CliException error)
        {
            services.Out.WriteLine($"no hub to compare it with: {error.Message}");
            return;
        }

        var lines = RestoreForecast.Of(backup.Buckets, now);
        services.Out.WriteLine(lines.Count == 0 ? "the fleet would see nothing of it: all is as in the backup" : "what would change:");
        foreach (var line in lines)
        {
            services.Out.WriteLine("  " + line);
        }
    }
}
