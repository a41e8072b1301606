using System.CommandLine;
using System.Globalization;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Daemon.Cli.Commands;
using KubeStellar.Edge.Daemon.Modes;

namespace KubeStellar.Edge.Daemon.Cli.Backup;

/// <summary><c>kse backup</c>: a running hub in one file. What can be made again (contents, roots, reports) is not in it.</summary>
internal static class BackupCommand
{
    // What the server keeps is read through it, and what only this process of the hub has is of no use to another. But edges look for the server where it was.
    private static readonly string[] Left = ["nats", "mirror", "mirror.once", HubPlace.FileName, "followed"];
    private const string Port = "nats/port";

    internal static Command Build(CliServices services)
    {
        var command = new Command("backup", "Write a whole hub into one file, while it runs: its keys, and all that people and edges entrusted to it. To be run on the hub's machine.");
        var state = new Option<string?>("--state") { Description = "state directory of the hub (default: as 'kse hub' has it)", HelpName = "DIR" };
        var output = new Argument<string>("file") { Description = "the file to write; it holds the hub's keys, so keep it as you keep them" };
        command.Add(output);
        command.Add(state);
        var hub = new HubOptions(command, workspace: false);
        command.SetAction(async (parsed, token) =>
        {
            var (file, folder) = (Path.GetFullPath(parsed.GetValue(output)!), Path.GetFullPath(parsed.GetValue(state) ?? StateDirectories.Default("hub")));
            if (File.Exists(file))
            {
                throw new CliException($"{file} is there already", ["a backup is never written over another: choose another name"]);
            }

            if (!Directory.Exists(Path.Combine(folder, "keys")))
            {
                throw new CliException($"{folder} is no state directory of a hub", ["--state DIR names it, as for 'kse hub'"]);
            }

            var buckets = await HubBuckets.ReadAsync(hub.AddressOf(parsed, services), token);
            var contents = new BackupContents(new BackupIndex(1, services.Time.GetUtcNow(), DaemonVersion.Text, []), Files(folder), buckets);
            BackupFile.Write(file, contents);
            services.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"wrote {file}: {buckets[Buckets.Workloads].Count} objects, {buckets[Buckets.Policies].Count} policies, {buckets[Buckets.Edges].Count} edges, {contents.Files.Count} files with the hub's keys"));
            return CliExit.Ok;
        });
        return command;
    }

    private static SortedDictionary<string, byte[]> Files(string folder)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (name == Port || (!Left.Contains(name.Split('/')[0]) && Path.GetFileName(name) is not "lock" && !name.EndsWith(".sock", StringComparison.Ordinal)))
            {
                files[name] = File.ReadAllBytes(path);
            }
        }

        return files;
    }
}
