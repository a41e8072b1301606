using System.Globalization;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;

namespace KubeStellar.Edge.Integration.Tests.Kills;

/// <summary>
/// What people asked of a hub so far, and what it said that it took: of the policy (number 0) and of each object a version that only rises. Some objects come and go with their versions.
/// </summary>
internal sealed class WantedObjects
{
    public const int Policy = 0;
    public const int Count = 12;

    // The blast-radius guard must not hold back one of the others, and they must be enough to be removed now and then.
    private const int Kept = 10;
    private const string Namespace = "kills";
    private readonly Lock _gate = new();
    private readonly long[] _asked = new long[Count + 1];
    private readonly long[] _taken = new long[Count + 1];

    /// <summary>Numbers of all objects.</summary>
    public static IEnumerable<int> Numbers => Enumerable.Range(1, Count);

    /// <summary>Files of objects that are wanted at all times.</summary>
    public static IEnumerable<string> KeptFiles => Numbers.Where(IsKept).Select(FileOf);

    /// <summary>How many versions the hub took.</summary>
    public long Sum
    {
        get
        {
            lock (_gate)
                return _taken.Sum();
        }
    }

    /// <summary>The next version: from now on the hub may have it.</summary>
    public long Ask(int number)
    {
        lock (_gate)
            return ++_asked[number];
    }

    /// <summary>The hub said that it took a version: from now on it may not lack it.</summary>
    public void Took(int number, long version)
    {
        lock (_gate)
            _taken[number] = version;
    }

    /// <summary>The version that the hub must have at least.</summary>
    public long Taken(int number)
    {
        lock (_gate)
            return _taken[number];
    }

    /// <summary>The version that nobody may be beyond.</summary>
    public long Asked(int number)
    {
        lock (_gate)
            return _asked[number];
    }

    /// <summary>Whether an object is there in this version, or deleted by it.</summary>
    public static bool IsThere(int number, long version) => IsKept(number) || version % 3 != 0;

    /// <summary>Whether a hub that took one version, and may have taken all up to another, may be without the object.</summary>
    public static bool MayLack(int number, long taken, long asked) =>
        Enumerable.Range(0, (int)(asked - taken) + 1).Any(i => !IsThere(number, taken + i));

    public static ObjectKey KeyOf(int number) => new("", "ConfigMap", Namespace, NameOf(number));

    public static string NameOf(int number) => "object-" + Text(number);

    public static string FileOf(int number) => $"40-configmap-{Namespace}-{NameOf(number)}.json";

    /// <summary>An object as a person writes it.</summary>
    public static JsonElement Written(int number, long version) => JsonElement.Parse(Json(number, $$""" "version":"{{Text(version)}}" """.Trim()));

    /// <summary>The same as it is to lie in a site's folder, byte for byte.</summary>
    public static string Placed(int number, long version, long release, string size) =>
        Json(number, $$""" "release":"{{Text(release)}}","size":"{{size}}","version":"{{Text(version)}}" """.Trim());

    /// <summary>The policy, in a release that shows in every object.</summary>
    public static string PolicyText(long release) =>
        $$"""
        import { policy } from "kubestellar";
        export default policy({
          selects: { labels: { app: "kills" } },
          place: (object, edge) => edge.labels.kind === "store",
          customize: (object, edge) => { object.data.size = edge.labels.size; object.data.release = "{{Text(release)}}"; },
          status: { map: r => ({ objects: 1, ready: r.ready ? 1 : 0 }), combine: (a, b) => ({ objects: a.objects + b.objects, ready: a.ready + b.ready }) },
        });
        """;

    /// <summary>Files of a site when everything that was asked for has arrived there.</summary>
    public SortedDictionary<string, string> Expected(string size) => new(
        Numbers.Where(number => IsThere(number, Taken(number))).ToDictionary(FileOf, number => Placed(number, Taken(number), Taken(Policy), size)), StringComparer.Ordinal);

    private static bool IsKept(int number) => number <= Kept;

    private static string Json(int number, string data) =>
        $$$"""{"apiVersion":"v1","data":{"body":"{{{Body(number)}}}",{{{data}}}},"kind":"ConfigMap","metadata":{"labels":{"app":"kills"},"name":"{{{NameOf(number)}}}","namespace":"{{{Namespace}}}"}}""";

    // Some are larger than a page, so that half of one would be seen.
    private static string Body(int number) => new((char)('a' + number), number % 4 == 0 ? 9000 : 90);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
