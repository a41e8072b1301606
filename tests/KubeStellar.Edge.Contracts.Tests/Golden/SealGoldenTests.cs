using System.Text;
using System.Text.Json;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Secrets;

namespace KubeStellar.Edge.Contracts.Tests.Golden;

/// <summary>What roots and manifests say of secret values, in files of their own.</summary>
public sealed class SealGoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "Data");
    private static readonly PolicyKey Policy = new("default", "storefront");
    private static readonly Digest One = Digest.Of("1"u8);
    private static readonly DataKey Key = new(new string('A', DataKey.IdLength), Digest.Of("2"u8), "d3JhcHBlZA");

    private static readonly Dictionary<string, WireRecord> Samples = new(StringComparer.Ordinal)
    {
        ["RootRecord"] = new RootRecord
        {
            Edge = "store-17", Epoch = 2, Revision = 99, Policies = [new RootEntry(Policy, One)],
            DataKeys = new(StringComparer.Ordinal) { [One.ToString()] = Key.ToString() }, ExchangeKey = "aHVi", WrappedFor = "ZGV2aWNlLWtl",
        },
        ["ManifestRecord"] = new ManifestRecord { Policy = Policy, Bundle = One, Objects = [new ManifestEntry(new ObjectKey("", "Secret", "shop", "till"), One) { Sealed = true }] },
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_of_secret_values_is_written_as_it_was(string name)
    {
        var type = ContractsJson.Default.GetTypeInfo(Samples[name].GetType())!;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(Samples[name], type);
        var file = Path.Combine(Folder, $"{name}.v1.seal.json");
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("KSE_GOLDEN") == "write")
            File.WriteAllBytes(Path.Combine(GoldenTests.SourceFolder(), $"{name}.v1.seal.json"), [.. bytes, (byte)'\n']);
        Assert.True(File.Exists(file), $"{name} has no golden file for secret values: run once with KSE_GOLDEN=write and look at what it made");
        Assert.Equal(File.ReadAllText(file).TrimEnd('\n'), Encoding.UTF8.GetString(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AAAA.x.y")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b.")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAA!.6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b.AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4.AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA.6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b.AAAA.AAAA")]
    public void What_is_no_data_key_is_read_as_none(string text) => Assert.False(DataKey.TryParse(text, out _));

    [Fact]
    public void A_data_key_is_read_as_it_is_written()
    {
        Assert.True(DataKey.TryParse(Key.ToString(), out var read));
        Assert.Equal(Key, read);
    }
}
