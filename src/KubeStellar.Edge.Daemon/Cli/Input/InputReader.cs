using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Reads everything named with <c>-f</c>, whole or not at all.</summary>
/// <param name="openInput">Opens standard input.</param>
internal sealed class InputReader(Func<Stream> openInput)
{
    /// <summary>Largest file; a single object is limited far below it.</summary>
    internal const int MaxFileBytes = 64 * 1024 * 1024;

    internal InputReader(CliServices services)
        : this(services.OpenInput)
    {
    }

    /// <summary>All that the paths hold.</summary>
    internal InputSet Read(InputQuestion asked)
    {
        var faults = new Faults();
        if (Names.ExplainDnsLabel(asked.Space) is { } wrong)
        {
            throw new CliException($"'{asked.Space}' is not the name of a namespace: it {wrong}");
        }

        var policies = new PolicyReader(asked, faults);
        var (manifests, modules) = InputFiles.Find(policies.Paths, faults);
        var objects = new List<InputObject>();
        var documents = new PolicyDocuments(faults);
        var reader = new ManifestFile(asked.Space, objects, documents, faults);
        foreach (var file in manifests)
        {
            if (Bytes(file, faults) is { } text)
            {
                reader.Read(file == InputFiles.Stdin ? "stdin" : file, text);
            }
        }

        var read = policies.Read(objects, modules, documents);
        Repeated(read, faults);
        faults.Check(asked.Offline ? "nothing was run" : "nothing was sent");
        return read.Count > 0
            ? read
            : throw new CliException("there is nothing in what was given", [.. asked.Paths.Select(path => $"{path}: holds no object and no policy")]);
    }

    private static void Repeated(InputSet read, Faults faults)
    {
        foreach (var (second, first) in Seconds(read.Objects, obj => obj.Key.ToString()))
        {
            faults.Add(second.Source, "", $"{ObjectText.Show(second.Key)} was already given in {first.Source}");
        }

        foreach (var (second, first) in Seconds(read.Policies, policy => policy.Name))
        {
            faults.Add(second.Source, "", $"a policy '{second.Name}' was already given in {first.Source}");
        }

        foreach (var (second, first) in Seconds(read.Libraries, library => $"{library.Name}@{library.Version}"))
        {
            faults.Add(second.Source, "", $"the library '{second.Name}@{second.Version}' was already given in {first.Source}");
        }
    }

    private static IEnumerable<(T Second, T First)> Seconds<T>(IEnumerable<T> items, Func<T, string> key) =>
        items.GroupBy(key, StringComparer.Ordinal).SelectMany(group => group.Skip(1).Select(second => (second, group.First())));

    private byte[]? Bytes(string file, Faults faults)
    {
        try
        {
            using var stream = file == InputFiles.Stdin ? openInput() : File.OpenRead(file);
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
