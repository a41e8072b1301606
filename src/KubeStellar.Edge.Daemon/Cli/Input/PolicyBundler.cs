using System.Text;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>
/// Makes a bundle of a policy module and the files that it imports, transitively. A module may import <c>kubestellar</c>, which every hub brings, files in or below its own
/// folder, and shared libraries by name and version. The libraries are the workspace's, so the hub adds them; offline they come from <see cref="LocalLibraries"/>.
/// </summary>
/// <param name="faults">Where faults go.</param>
/// <param name="offline">Whether the bundle must be complete without a hub.</param>
/// <param name="named">Folders of libraries that somebody named; they come before those of <see cref="LocalLibraries"/>.</param>
internal sealed class PolicyBundler(Faults faults, bool offline = false, IReadOnlyDictionary<LibraryReference, string>? named = null)
{
    /// <summary>Largest bundle: it must fit one request.</summary>
    internal const int MaxBundleBytes = 512 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bundle of a file; null when a fault was added.</summary>
    internal PolicyBundle? Bundle(string file) => Read(file)?.Bundle;

    /// <summary>The bundle of a file with the place of each of its files; null when a fault was added.</summary>
    internal BundledModule? Read(string file)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var main = Path.GetFileName(file);
        var imports = new ModuleImports(root, faults);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<string>([main]);
        var before = faults.Count;
        while (open.TryDequeue(out var relative))
        {
            if (files.ContainsKey(relative))
            {
                continue;
            }

            var shown = relative == main ? file : Path.Combine(Path.GetDirectoryName(file)!, relative);
            if (Text(Path.Combine(root, relative), shown) is not { } source)
            {
                continue;
            }

            files.Add(relative, source);
            paths.Add(relative, shown);
            foreach (var import in ImportScanner.Scan(source))
            {
                if (imports.Resolve(relative, shown, import) is { } target)
                {
                    open.Enqueue(target);
                }
            }
        }

        var bundle = new PolicyBundle { Main = main, Files = files };
        return faults.Count > before ? null : Complete(new BundledModule(bundle, paths), file, root);
    }

    /// <summary>A library of the workspace as a policy of its own; offline from <see cref="LocalLibraries"/>. Null when a fault was added.</summary>
    /// <param name="library">The library.</param>
    /// <param name="source">Where that is asked for, for faults.</param>
    /// <param name="beside">The folder from which local libraries are looked for.</param>
    internal BundledModule? Whole(LibraryReference library, string source, string beside) =>
        Complete(new BundledModule(new PolicyBundle { Main = library.ToString(), Files = [] }, new Dictionary<string, string>()), source, beside);

    private BundledModule? Complete(BundledModule own, string source, string beside)
    {
        var before = faults.Count;
        var whole = own;
        if (offline)
        {
            var libraries = new LocalLibraries(beside, faults, named);
            var linked = LibraryLinker.Link(own.Bundle, libraries);
            var paths = own.Paths.Concat(libraries.Paths).ToDictionary(StringComparer.Ordinal);
            foreach (var fault in linked.Faults)
            {
                faults.Add(fault.Line == 0 ? source : $"{paths.GetValueOrDefault(fault.File, fault.File)}:{fault.Line}:{fault.Column}", "", fault.Message);
            }

            whole = new BundledModule(linked.Bundle, paths);
        }

        var size = whole.Bundle.Files.Sum(file => (long)Strict.GetByteCount(file.Value));
        if (size > MaxBundleBytes)
        {
            faults.Add(source, "", $"the policy and its imports have {size} bytes; the limit is {MaxBundleBytes}");
        }

        return faults.Count > before ? null : whole;
    }

    private string? Text(string path, string shown)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBundleBytes)
            {
                faults.Add(shown, "", $"is larger than {MaxBundleBytes >> 10} KiB, the limit of a policy with its imports");
                return null;
            }

            var bytes = File.ReadAllBytes(path);
            return Strict.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        }
        catch (DecoderFallbackException)
        {
            faults.Add(shown, "", "is not UTF-8 text");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            faults.Add(shown, "", $"cannot be read: {error.Message}");
        }

        return null;
    }
}
