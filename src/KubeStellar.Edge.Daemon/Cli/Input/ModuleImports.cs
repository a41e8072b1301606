using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Daemon.Cli.Input;

/// <summary>Finds the file that an import of a module on disk means, in or below the folder of the entry module.</summary>
internal sealed class ModuleImports(string root, Faults faults)
{
    private const string Platform = "kubestellar";
    private static readonly string[] Extensions = [".js", ".ts", ".mjs", ".mts"];

    /// <summary>The files that a module imports, as full paths, faults or not and types too; to tell helpers from policies.</summary>
    internal static IEnumerable<string> Of(string file) =>
        ImportScanner.Scan(File.ReadAllText(file))
            .Where(import => !import.Dynamic && ModulePaths.IsRelative(import.Specifier))
            .Select(import => Typed(Path.GetFullPath(import.Specifier, Path.GetDirectoryName(Path.GetFullPath(file))!)));

    /// <summary>The file, relative to the root; null when nothing is to be bundled for this import, be it right or not.</summary>
    /// <param name="importer">The importing module, relative to the root.</param>
    /// <param name="shown">The same as its user named it.</param>
    /// <param name="import">The import.</param>
    internal string? Resolve(string importer, string shown, ImportStatement import)
    {
        var typeScript = ModulePaths.IsTypeScript(importer);
        if (import.Dynamic)
        {
            return typeScript && import.Types != ImportTypes.None ? null : Refuse("import() is not for policies: import at the top of the module");
        }

        if (import.Specifier == Platform || import.Types == ImportTypes.Statement)
        {
            return null;
        }

        if (!ModulePaths.IsRelative(import.Specifier))
        {
            return LibraryReference.TryParse(import.Specifier, out _) ? null : Refuse($"cannot import '{import.Specifier}': {Bare(import.Specifier)}");
        }

        var full = Path.GetFullPath(Path.Combine(root, Path.GetDirectoryName(importer)!, import.Specifier));
        if (ModulePaths.IsDeclaration(full))
        {
            return typeScript ? null : Refuse($"cannot import '{import.Specifier}': it holds types only, and nothing of it runs");
        }

        var file = Typed(full);
        var relative = Path.GetRelativePath(root, file).Replace('\\', '/');
        if (relative.StartsWith("../", StringComparison.Ordinal) || LeavesByLink(file))
        {
            return Refuse($"cannot import '{import.Specifier}': it lies outside the policy's folder, {root}");
        }

        if (!ModulePaths.IsModule(file))
        {
            var meant = Extensions.FirstOrDefault(extension => File.Exists(file + extension));
            return Refuse($"cannot import '{import.Specifier}': only .js, .mjs, .ts and .mts modules" + (meant is null ? "" : $"; did you mean '{import.Specifier}{meant}'?"));
        }

        if (File.Exists(file))
        {
            return relative;
        }

        // What only types stand behind is gone when the module runs.
        return import.Types == ImportTypes.Names || (typeScript && File.Exists(ModulePaths.DeclarationOf(file)))
            ? null : Refuse($"cannot import '{import.Specifier}': there is no file {file}");

        string? Refuse(string message)
        {
            faults.Add($"{shown}:{import.Line}:{import.Column}", "", message);
            return null;
        }
    }

    // As in TypeScript: "./x.js" is what "./x.ts" becomes.
    private static string Typed(string full) =>
        !File.Exists(full) && ModulePaths.TypeScriptOf(full) is { } typed && File.Exists(typed) ? typed : full;

    private static string Bare(string specifier) =>
        specifier.Contains('@', StringComparison.Ordinal) && LibraryReference.Explain(specifier) is { } wrong
            ? $"it {wrong}"
            : "a policy imports 'kubestellar' and files beside it ('./…'), and shared libraries by name and version ('retail-tiers@1.2.0')";

    // A link inside the folder could carry a file from anywhere into the bundle, and so to every edge.
    private bool LeavesByLink(string full)
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
}
