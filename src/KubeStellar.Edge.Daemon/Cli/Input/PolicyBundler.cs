using System.Text;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>
/// Makes a bundle of a policy module and the files that it imports, transitively. A module may import <c>kubestellar</c>, which every hub brings,
/// and files in or below its own folder; so a bundle means the same wherever it is applied from.
/// </summary>
internal sealed class PolicyBundler(Faults faults)
{
    /// <summary>Largest bundle: it must fit one request.</summary>
    internal const int MaxBundleBytes = 512 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bundle of a file; null when a fault was added.</summary>
    internal PolicyBundle? Bundle(string file)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var main = Path.GetFileName(file);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var open = new Queue<string>([main]);
        var before = faults.Count;
        long size = 0;
        while (open.TryDequeue(out var relative))
        {
            if (files.ContainsKey(relative))
            {
                continue;
            }

            var shown = relative == main ? file : Path.Combine(Path.GetDirectoryName(file)!, relative);
            if (Read(Path.Combine(root, relative), shown) is not { } source)
            {
                continue;
            }

            files.Add(relative, source);
            size += Strict.GetByteCount(source);
            foreach (var import in ImportScanner.Scan(source))
            {
                if (Resolve(root, relative, shown, import) is { } target)
                {
                    open.Enqueue(target);
                }
            }
        }

        if (size > MaxBundleBytes)
        {
            faults.Add(file, "", $"the policy and its imports have {size} bytes; the limit is {MaxBundleBytes}");
        }

        return faults.Count == before ? new PolicyBundle { Main = main, Files = files } : null;
    }

    /// <summary>The files that a module imports, as full paths, faults or not; to tell helpers from policies.</summary>
    internal static IEnumerable<string> ImportsOf(string file) =>
        ImportScanner.Scan(File.ReadAllText(file))
            .Where(import => !import.Dynamic && IsRelative(import.Specifier))
            .Select(import => Path.GetFullPath(import.Specifier, Path.GetDirectoryName(Path.GetFullPath(file))!));

    private string? Read(string path, string shown)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBundleBytes)
            {
                faults.Add(shown, "", $"is larger than {MaxBundleBytes} bytes, the limit of a policy with its imports");
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

    private string? Resolve(string root, string importer, string shown, ImportStatement import)
    {
        var place = $"{shown}:{import.Line}:{import.Column}";
        if (import.Dynamic)
        {
            faults.Add(place, "", "import() is not for policies: import at the top of the module");
            return null;
        }

        if (import.Specifier == "kubestellar")
        {
            return null;
        }

        if (!IsRelative(import.Specifier))
        {
            faults.Add(place, "", $"cannot import '{import.Specifier}': a policy imports 'kubestellar' and files beside it ('./…')");
            return null;
        }

        var full = Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(importer)!, import.Specifier));
        var relative = Path.GetRelativePath(root, full).Replace('\\', '/');
        if (relative.StartsWith("../", StringComparison.Ordinal) || LeavesByLink(root, full))
        {
            faults.Add(place, "", $"cannot import '{import.Specifier}': it lies outside the policy's folder, {root}");
            return null;
        }

        if (Path.GetExtension(full) is not (".js" or ".mjs"))
        {
            faults.Add(place, "", $"cannot import '{import.Specifier}': only .js and .mjs modules"
                + (File.Exists(full + ".js") ? $"; did you mean '{import.Specifier}.js'?" : ""));
            return null;
        }

        if (!File.Exists(full))
        {
            faults.Add(place, "", $"cannot import '{import.Specifier}': there is no file {full}");
            return null;
        }

        return relative;
    }

    // A link inside the folder could carry a file from anywhere into the bundle, and so to every edge.
    private static bool LeavesByLink(string root, string full)
    {
        for (var path = full; path.Length > root.Length; path = Path.GetDirectoryName(path)!)
        {
            var info = new FileInfo(path);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true)?.FullName is { } target
                && !target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRelative(string specifier) =>
        specifier.StartsWith("./", StringComparison.Ordinal) || specifier.StartsWith("../", StringComparison.Ordinal);
}
