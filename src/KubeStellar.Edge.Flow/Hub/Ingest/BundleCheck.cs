using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Modules;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>What every bundle must be, before anything of it runs. Pure.</summary>
internal static class BundleCheck
{
    private const int MaxCharacters = ObjectLimits.MaxObjectBytes / 8;

    // A record is one message, of at most 1 MiB by a server's default; quotes and accents of a source take several bytes there.
    private const int MaxStored = 960 * 1024;

    /// <summary>What a bundle's digest is made of: its canonical JSON.</summary>
    internal static Digest DigestOf(PolicyBundle bundle) =>
        Digest.Of(CanonicalJson.Canonicalize(JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle)));

    /// <summary>What is wrong with a bundle as it was sent.</summary>
    internal static IEnumerable<ApiFault> Faults(string source, PolicyBundle bundle)
    {
        var library = bundle.Files.Count == 0 && LibraryReference.TryParse(bundle.Main, out _);
        if (!library && !bundle.Files.ContainsKey(bundle.Main))
        {
            yield return new ApiFault(source, "bundle.main", $"the entry module {bundle.Main} is not among the files");
        }

        foreach (var path in bundle.Files.Keys)
        {
            if (!ModulePaths.IsInside(path))
            {
                yield return new ApiFault(source, "bundle.files", $"{path} is not a relative path inside the bundle");
            }
            else if (LibraryLinker.OwnerOf(path) is { } owner)
            {
                yield return new ApiFault(source, "bundle.files", $"{path} lies where the files of the library {owner} belong, which the hub adds itself; apply the library to the workspace");
            }
        }
    }

    /// <summary>Whether a bundle, libraries included, fits; a fault when not.</summary>
    internal static IEnumerable<ApiFault> Size(string source, PolicyBundle bundle)
    {
        var size = bundle.Files.Sum(file => (long)file.Value.Length);
        var stored = size > MaxCharacters ? 0 : JsonSerializer.SerializeToUtf8Bytes(bundle, ContractsJson.Default.PolicyBundle).Length;
        if (size > MaxCharacters || stored > MaxStored)
        {
            var libraries = LibraryLinker.HeldBy(bundle) is { Count: > 0 } held ? $" with {string.Join(", ", held)}" : "";
            yield return new ApiFault(source, "bundle.files", stored == 0
                ? $"the bundle has {size} characters{libraries}; the limit is {MaxCharacters}"
                : $"the bundle takes {stored} bytes as it is stored{libraries}; the limit is {MaxStored}");
        }
    }

    /// <summary>A file of a bundle as the one who sent it knows it: beside the entry module that was named.</summary>
    internal static string PlaceOf(string source, PolicyBundle bundle, LinkFault fault) =>
        fault.File.Length == 0 ? source
        : source.EndsWith(bundle.Main, StringComparison.Ordinal) && LibraryLinker.OwnerOf(fault.File) is null ? source[..^bundle.Main.Length] + fault.Place : fault.Place;
}
