using System.Globalization;

namespace KubeStellar.Edge.Perf.Soak;

/// <summary>What people wanted, and what every site's folder is to hold then: computed from the steps alone, no hub is asked.</summary>
internal sealed class SoakModel
{
    private readonly string?[] _objects = [.. Enumerable.Repeat<string?>("0", SoakSize.Objects)];
    private readonly string?[] _secrets = [.. Enumerable.Repeat<string?>("0", SoakSize.Secrets)];
    private readonly string[] _sizes;
    private readonly string[] _zones;

    public SoakModel(SoakSize size)
    {
        Size = size;
        _sizes = [.. Enumerable.Range(0, size.Edges).Select(i => SoakGenerator.Sizes[i % 3])];
        _zones = [.. Enumerable.Range(0, size.Edges).Select(i => SoakGenerator.Zones[i % 2])];
    }

    public SoakSize Size { get; }

    /// <summary>Release of the policy, and of which kind it is.</summary>
    public (string Release, int Kind) Policy { get; set; } = ("0", 0);

    /// <summary>ConfigMaps that there are.</summary>
    public IEnumerable<int> Objects => Enumerable.Range(0, _objects.Length).Where(i => _objects[i] is not null);

    public string SizeOf(int edge) => _sizes[edge];

    public string ZoneOf(int edge) => _zones[edge];

    public void Edit(int number, string? value) => _objects[number] = value;

    public void EditSecret(int number, string? value) => _secrets[number] = value;

    public void SetSize(int edge, string value) => _sizes[edge] = value;

    public void SetZone(int edge, string value) => _zones[edge] = value;

    /// <summary>Everything is deleted.</summary>
    public void Clear()
    {
        Array.Clear(_objects);
        Array.Clear(_secrets);
    }

    /// <summary>Files of a site, by name, with all their bytes. The policy is one that throws for nobody.</summary>
    public SortedDictionary<string, string> Expected(int edge)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var number in Objects)
            files[FileOf(number)] = SoakObjects.Placed(number, _objects[number]!, _sizes[edge], Policy.Release);
        for (var number = 0; number < _secrets.Length; number++)
        {
            if (_secrets[number] is { } value && _zones[edge] == "a")
                files[FileOfSecret(number)] = SoakObjects.PlacedSecret(number, value);
        }

        return files;
    }

    public static string FileOf(int number) => string.Create(CultureInfo.InvariantCulture, $"40-configmap-soak-object-{number}.json");

    public static string FileOfSecret(int number) => string.Create(CultureInfo.InvariantCulture, $"40-secret-soak-secret-{number}.json");
}
