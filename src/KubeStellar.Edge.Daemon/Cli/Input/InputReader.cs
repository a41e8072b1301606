using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Reads everything named with <c>-f</c>, whole or not at all.</summary>
internal sealed class InputReader(CliServices services)
{
    /// <summary>Largest file; a single object is limited far below it.</summary>
    internal const int MaxFileBytes = 64 * 1024 * 1024;

    /// <param name="paths">Files, folders, or <c>-</c>.</param>
    /// <param name="space">Namespace for namespaced objects that name none.</param>
    /// <param name="name">Name of the one policy among them; null to use file names.</param>
    internal InputSet Read(IReadOnlyList<string> paths, string space, string? name)
    {
        var faults = new Faults();
        if (Names.ExplainDnsLabel(space) is { } wrong)
        {
            throw new CliException($"'{space}' is not the name of a namespace: it {wrong}");
        }

        var (manifests, modules) = InputFiles.Find(paths, faults);
        var objects = new List<InputObject>();
        foreach (var file in manifests)
        {
            if (Bytes(file, faults) is { } text)
            {
                ManifestFile.Read(file == InputFiles.Stdin ? "stdin" : file, text, space, objects, faults);
            }
        }

        var policies = Policies(modules, name, faults);
        Repeated(objects, policies, faults);
        faults.Check();
        return objects.Count + policies.Count > 0
            ? new InputSet(objects, policies)
            : throw new CliException("there is nothing in what was given", [.. paths.Select(path => $"{path}: holds no object and no policy")]);
    }

    private static List<ApplyPolicy> Policies(IReadOnlyList<string> modules, string? name, Faults faults)
    {
        if (name is not null && modules.Count != 1)
        {
            throw new CliException($"--name names one policy, but {modules.Count} were given");
        }

        var policies = new List<ApplyPolicy>();
        var bundler = new PolicyBundler(faults);
        foreach (var file in modules)
        {
            var policy = name ?? Path.GetFileNameWithoutExtension(file);
            if (Names.ExplainDnsLabel(policy) is { } wrong)
            {
                faults.Add(file, "", $"'{policy}' cannot name a policy: it {wrong}; name it with --name");
            }
            else if (bundler.Bundle(file) is { } bundle)
            {
                policies.Add(new ApplyPolicy(file, policy, bundle));
            }
        }

        return policies;
    }

    private static void Repeated(List<InputObject> objects, List<ApplyPolicy> policies, Faults faults)
    {
        foreach (var (second, first) in Seconds(objects, obj => obj.Key.ToString()))
        {
            faults.Add(second.Source, "", $"{ObjectText.Show(second.Key)} was already given in {first.Source}");
        }

        foreach (var (second, first) in Seconds(policies, policy => policy.Name))
        {
            faults.Add(second.Source, "", $"a policy '{second.Name}' was already given in {first.Source}");
        }
    }

    private static IEnumerable<(T Second, T First)> Seconds<T>(IEnumerable<T> items, Func<T, string> key) =>
        items.GroupBy(key, StringComparer.Ordinal).SelectMany(group => group.Skip(1).Select(second => (second, group.First())));

    private byte[]? Bytes(string file, Faults faults)
    {
        try
        {
            using var stream = file == InputFiles.Stdin ? services.OpenInput() : File.OpenRead(file);
            using var copy = new MemoryStream();
            var buffer = new byte[81920];
            int read;
            while ((read = stream.Read(buffer)) > 0)
            {
                if (copy.Length + read > MaxFileBytes)
                {
                    faults.Add(file, "", $"is larger than {MaxFileBytes >> 20} MiB");
                    return null;
                }

                copy.Write(buffer, 0, read);
            }

            return copy.ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add(file, "", $"cannot be read: {error.Message}");
            return null;
        }
    }
}
