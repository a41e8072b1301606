using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KubeStellar.Edge.Contracts.Records;

namespace KubeStellar.Edge.Contracts.Tests;

/// <summary>A member that is absent (old bytes, a terse client) reads as its default, which generated code forgets for <c>init</c> properties.</summary>
public sealed class DefaultsTests
{
    private static readonly JsonSerializerOptions Lenient = new()
    {
        TypeInfoResolver = ContractsJson.Default.WithAddedModifier(info =>
        {
            foreach (var property in info.Properties)
            {
                property.IsRequired = false;
            }
        }),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static TheoryData<Type> Records => [.. typeof(ContractsJson).Assembly.GetTypes().Where(type =>
        type is { IsClass: true, IsAbstract: false, IsPublic: true } && type.GetMethod("<Clone>$") is not null && type.GetCustomAttribute<System.Text.Json.Serialization.JsonConverterAttribute>() is null
        && ContractsJson.Default.GetTypeInfo(type) is not null)];

    [Theory]
    [MemberData(nameof(Records))]
    public void Absent_members_have_their_defaults(Type type)
    {
        var constructor = type.GetConstructors().OrderBy(c => c.GetParameters().Length).First();
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => p.HasDefaultValue && p.DefaultValue is not null ? p.DefaultValue : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
        var read = JsonSerializer.Deserialize("{}", Lenient.GetTypeInfo(type));
        foreach (var member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var (expected, actual) = (member.GetValue(made), member.GetValue(read));
            var same = member.PropertyType.IsValueType || expected is string ? Equals(expected, actual) : expected is null == actual is null;
            Assert.True(same, $"{type.Name}.{member.Name}: {actual ?? "null"}");
        }
    }

    [Fact]
    public void Unknown_members_survive()
    {
        var read = JsonSerializer.Deserialize("""{"v":1,"later":{"a":[1.10]}}""", ContractsJson.Default.ReportReply)!;
        Assert.Equal("""{"a":[1.10]}""", read.Unknown!["later"].GetRawText());
        Assert.Contains("\"later\":{\"a\":[1.10]}", JsonSerializer.Serialize(read, ContractsJson.Default.ReportReply), StringComparison.Ordinal);
        Assert.IsType<WireRecord>(read, exactMatch: false);
    }
}
