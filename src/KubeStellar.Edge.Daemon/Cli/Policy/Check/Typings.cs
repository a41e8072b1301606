using System.Text.Json;

namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>The types of the policy language, carried in this program, as the package that editors and compilers look for.</summary>
internal static class Typings
{
    private const string Prefix = "dsl/";

    /// <summary>Name of the package, which is what policies import.</summary>
    internal const string Package = "kubestellar";

    /// <summary>File names in the package and their texts.</summary>
    internal static IReadOnlyDictionary<string, string> Files { get; } = ReadAll();

    /// <summary>Options of a compiler for policies.</summary>
    /// <param name="types">The folder where the types lie.</param>
    /// <param name="libraries">Shared libraries and where they lie: a folder or an entry module.</param>
    /// <param name="checkJs">Whether all JavaScript is checked, not only what asks for it.</param>
    /// <param name="more">Further members: which files.</param>
    internal static string Config(string types, IEnumerable<(string Name, string Path)> libraries, bool checkJs, string more) => $$"""
        {
          "compilerOptions": {
            "target": "es2023",
            "lib": ["es2023"],
            "module": "esnext",
            "moduleResolution": "bundler",
            "moduleDetection": "force",
            "types": [],
            "paths": { {{string.Join(", ", libraries.Prepend((Name: Package, Path: $"{types}/index.d.ts")).Select(one => $"\"{JsonEncodedText.Encode(one.Name)}\": [\"{JsonEncodedText.Encode(one.Path)}\"]"))}} },
            "allowJs": true,
            "checkJs": {{(checkJs ? "true" : "false")}},
            "allowImportingTsExtensions": true,
            "noEmit": true,
            "strict": true,
            "noImplicitAny": false,
            "skipLibCheck": true
          },
          {{more}}
        }

        """;

    private static Dictionary<string, string> ReadAll()
    {
        var assembly = typeof(Typings).Assembly;
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files[name[Prefix.Length..]] = reader.ReadToEnd();
        }

        return files;
    }
}
