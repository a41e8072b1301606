using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Json;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>Every record that crosses the wire, read as it comes: refused as no such JSON, or accepted, and then written and read again as the same.</summary>
public sealed class RecordFuzzTests
{
    public static TheoryData<string> Records => [.. Golden.Records];

    [Theory]
    [MemberData(nameof(Records))]
    public async Task A_record_is_refused_or_round_trips(string record)
    {
        var types = typeof(ContractsJson).Assembly.GetTypes().Where(type => type.Name == record && ContractsJson.Default.GetTypeInfo(type) is not null).ToList();
        var type = ContractsJson.Default.GetTypeInfo(Assert.Single(types))!;
        void Parse(byte[] input)
        {
            if (WireJson.Read(input, type) is { } value)
            {
                var once = JsonSerializer.SerializeToUtf8Bytes(value, type);
                Assert.Equal(once, JsonSerializer.SerializeToUtf8Bytes(JsonSerializer.Deserialize(once, type), type));
            }
        }

        var accepted = await new Fuzzer(Golden.Corpus).RunAsync(new FuzzTarget(record, Parse, typeof(JsonException)) { Mutants = 100 }, Golden.Of(record));
        Assert.InRange(accepted, Golden.Of(record).Count, int.MaxValue);
    }
}
