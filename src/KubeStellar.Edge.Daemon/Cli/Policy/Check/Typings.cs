namespace KubeStellar.Edge.Daemon.Cli.Policy.Check;

/// <summary>The types of the policy language, carried in this program, as the package that editors and compilers look for.</summary>
internal static class Typings
{
    private const string Prefix = "dsl/";

    /// <summary>Name of the package, which is what policies import.</summary>
    internal const string Package = "kubestellar";

    /// <summary>File names in the package and their texts.</summary>
    internal static IReadOnlyDictionary<string, string> Files { get; } = ReadAll();

    /// <summary>Options of a compiler for policies; the folder where the types lie is named by <paramref name="types"/>.</summary>
    internal static string Config(string types, bool checkJs, string more) => $$"""
        {
          "compilerOptions": {
            "target": "es2023",
            "lib": ["es2023"],
            "module": "esnext",
            "moduleResolution": "bundler",
            "moduleDetection": "force",
            "types": [],
            "paths": { "{{Package}}": ["{{types}}/index.d.ts"] },
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
