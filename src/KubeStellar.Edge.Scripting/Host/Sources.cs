namespace KubeStellar.Edge.Scripting.Host;

/// <summary>The scripts that the host itself runs, embedded in this assembly.</summary>
internal static class Sources
{
    private static readonly string[] KernelFiles =
    [
        "faults.js", "plain.js", "drafts.js", "merge.js", "overrides.js", "inventory.js", "tracking.js", "tries.js", "decide.js",
        "place.js", "customize.js", "choose.js", "cases.js", "objects.js", "rollout.js", "shape.js", "status.js", "waves.js", "gate.js", "kernel.js",
    ];

    /// <summary>Takes away and freezes.</summary>
    internal static string Harden { get; } = Read("harden.js");

    /// <summary>What the host calls: one function's body, so that its parts see each other and nothing else sees them.</summary>
    internal static string Kernel { get; } = $"(function kernel() {{ \"use strict\";\n{string.Concat(KernelFiles.Select(Read))}\n}})()";

    /// <summary>The modules of the library by name; <c>kubestellar:index.js</c> is what a policy imports as <c>kubestellar</c>.</summary>
    internal static IReadOnlyDictionary<string, string> Library { get; } = typeof(Sources).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("kubestellar:", StringComparison.Ordinal)).ToDictionary(name => name, Read, StringComparer.Ordinal);

    /// <summary>The stripper of types. A resource of its own size, read only where it is needed.</summary>
    internal static string TypeStripper => Read("strip-types.js");

    private static string Read(string name)
    {
        using var stream = typeof(Sources).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"the resource {name} is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
