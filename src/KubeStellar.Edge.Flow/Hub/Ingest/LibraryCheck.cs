using KubeStellar.Edge.Contracts.Api;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.State.Modules;
using KubeStellar.Edge.Flow.State.Policies;

namespace KubeStellar.Edge.Flow.Hub.Ingest;

/// <summary>Checks the shared libraries of a request: names, imports, and that they load. A version is there for good, so another content of it is refused.</summary>
internal sealed class LibraryCheck(IPolicyRuntime runtime, SourceCheck source, IHubInventory inventory)
{
    private const string ProbeFile = "library-check.js";

    /// <summary>The libraries of a request that may be taken; faults for the others. All of them are in the scope afterwards.</summary>
    internal async Task<IReadOnlyList<CheckedLibrary>> CheckAsync(
        string workspace, IReadOnlyList<ApplyLibrary> libraries, LibraryScope scope, List<ApiFault> faults, CancellationToken token)
    {
        var named = new List<(ApplyLibrary Sent, CheckedLibrary Good)>();
        foreach (var library in libraries)
        {
            var reference = new LibraryReference(library.Name, library.Version);
            var before = faults.Count;
            faults.AddRange(StaticFaults(library, reference));
            if (faults.Count > before)
            {
                continue;
            }

            if (!scope.Bring(reference, library.Bundle))
            {
                faults.Add(new ApiFault(library.Source, "", $"the library {reference} is in this request already"));
                continue;
            }

            named.Add((library, new CheckedLibrary(new LibraryKey(workspace, reference), library.Bundle, BundleCheck.DigestOf(library.Bundle))));
        }

        foreach (var (sent, good) in named)
        {
            if (Changed(inventory.Library(good.Key), good.Digest) is { } changed)
            {
                faults.Add(new ApiFault(sent.Source, "version", changed));
            }
            else if (inventory.Library(good.Key) is null)
            {
                faults.AddRange(await LoadAsync(sent, good.Key.Library, scope, token));
            }
        }

        return [.. named.Select(one => one.Good)];
    }

    /// <summary>A sentence when the version is there with another content.</summary>
    internal static string? Changed(LibraryRecord? before, Digest digest) => before is null || before.Digest == digest
        ? null : $"{before.Name}@{before.Version} was applied with other content, and a version never changes; publish a new version";

    /// <summary>A policy that imports a library and does nothing.</summary>
    internal static string ProbeOf(LibraryReference library) =>
        $"import \"{library}\";\nimport {{ policy }} from \"kubestellar\";\nexport default policy({{ name: \"library-check\", selects: {{ names: [\"none\"] }}, place: () => false }});\n";

    private static IEnumerable<ApiFault> StaticFaults(ApplyLibrary library, LibraryReference reference)
    {
        if (LibraryReference.Explain(library.Name, library.Version) is { } wrong)
        {
            yield return new ApiFault(library.Source, "", $"'{reference}' {wrong}");
        }

        if (!ModulePaths.LibraryEntries.Contains(library.Bundle.Main))
        {
            yield return new ApiFault(library.Source, "bundle.main", $"the entry module of a library is called one of {string.Join(", ", ModulePaths.LibraryEntries)}, not {library.Bundle.Main}; rename it");
        }

        if (library.Bundle.Parameters is not null)
        {
            yield return new ApiFault(library.Source, "bundle.parameters", "a library takes no values; the policies that import it do");
        }

        foreach (var fault in BundleCheck.Faults(library.Source, library.Bundle).Concat(BundleCheck.Size(library.Source, library.Bundle)))
        {
            yield return fault;
        }

        foreach (var (file, text) in library.Bundle.Files)
        {
            foreach (var import in ImportScanner.Scan(text).Where(import => ModulePaths.IsRelative(import.Specifier) && ModulePaths.Join(file, import.Specifier) is null))
            {
                yield return new ApiFault(
                    BundleCheck.PlaceOf(library.Source, library.Bundle, new LinkFault(file, import.Line, import.Column, "")), "", $"cannot import '{import.Specifier}': it lies outside the library's folder");
            }
        }
    }

    private async Task<IEnumerable<ApiFault>> LoadAsync(ApplyLibrary sent, LibraryReference library, LibraryScope scope, CancellationToken token)
    {
        var probe = new PolicyBundle { Main = ProbeFile, Files = new(StringComparer.Ordinal) { [ProbeFile] = ProbeOf(library) } };
        var linked = LibraryLinker.Link(probe, scope);
        if (linked.Faults.Count > 0)
        {
            return linked.Faults.Select(fault => new ApiFault(fault.File == ProbeFile ? sent.Source : Own(fault.Place), "", fault.Message));
        }

        var digest = BundleCheck.DigestOf(linked.Bundle);
        var asPolicy = new ApplyPolicy(sent.Source, library.Name, linked.Bundle);
        if (await source.FaultsAsync(digest, asPolicy, token) is { Count: > 0 } found)
        {
            return found.Select(fault => fault with { Source = Own(fault.Source) });
        }

        var loaded = await runtime.LoadAsync(digest, linked.Bundle, token);
        await runtime.ForgetAsync(digest, token);

        // Values come with the policies that import it.
        if (loaded.Ok || loaded.Fault.Reason == SourceCheck.BadParameter)
        {
            return [];
        }

        var said = SourceCheck.OfEngine(loaded.Fault, asPolicy);
        return [said with { Source = Own(said.Source) }];

        // Its files lie below its name while it is checked; who sent it knows them beside the entry module.
        string Own(string place) => place.StartsWith($"{library}/", StringComparison.Ordinal) && sent.Source.EndsWith(sent.Bundle.Main, StringComparison.Ordinal)
            ? sent.Source[..^sent.Bundle.Main.Length] + place[(library.ToString().Length + 1)..] : place;
    }
}
