using System.CommandLine;
using KubeStellar.Edge.Daemon.Cli.Input;
using KubeStellar.Edge.Daemon.Cli.Policy.Check;

namespace KubeStellar.Edge.Daemon.Cli.Policy;

/// <summary><c>kse policy types [DIR]</c>: what an editor needs to check policies while they are written.</summary>
internal static class TypesCommand
{
    internal static Command Build(CliServices services)
    {
        var command = new Command("types", "Write the types of the policy language and a tsconfig.json into a folder, for editors.");
        var folder = new Argument<string>("DIR") { Description = "the folder", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "." };
        var force = new Option<bool>("--force") { Description = "overwrite files that differ" };
        command.Add(folder);
        command.Add(force);
        command.SetAction(async (parsed, token) =>
        {
            var root = parsed.GetValue(folder)!;
            var package = Path.Combine(root, "node_modules", Typings.Package);
            var files = Typings.Files.ToDictionary(file => Path.Combine(package, file.Key), file => file.Value, StringComparer.Ordinal);
            files[Path.Combine(root, "tsconfig.json")] = Typings.Config(
                $"./node_modules/{Typings.Package}", [("*", $"./{LocalLibraries.Folder}/*")], checkJs: true, "\"include\": [\"**/*.js\", \"**/*.mjs\", \"**/*.ts\", \"**/*.mts\"]");
            await WriteAsync(services, files, parsed.GetValue(force), token);
            return CliExit.Ok;
        });
        return command;
    }

    private static async Task WriteAsync(CliServices services, Dictionary<string, string> files, bool force, CancellationToken token)
    {
        var differing = files.Where(file => File.Exists(file.Key) && File.ReadAllText(file.Key) != file.Value).Select(file => file.Key).ToList();
        if (differing.Count > 0 && !force)
        {
            throw new CliException("files are there already and differ; nothing was written", [.. differing, "overwrite them with --force"]);
        }

        foreach (var (path, text) in files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, token);
            services.Out.WriteLine(path);
        }

        services.Out.Flush();
    }
}
