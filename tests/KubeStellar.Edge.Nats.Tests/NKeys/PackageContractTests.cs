using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using NATS.Client.Core;
using NATS.NKeys;

namespace KubeStellar.Edge.Nats.Tests.NKeys;

/// <summary>The NATS client was built against a package that this project stands in for: all that it binds to must be there.</summary>
public sealed class PackageContractTests
{
    [Fact]
    public void Every_member_that_the_client_binds_to_exists()
    {
        using var file = File.OpenRead(typeof(NatsConnection).Assembly.Location);
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        var bound = reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => (Type: reader.GetTypeReference((TypeReferenceHandle)member.Parent), member.Name, Parameters: ParameterCount(reader, member)))
            .Where(member => reader.GetString(member.Type.Namespace) == "NATS.NKeys")
            .Select(member => (Type: reader.GetString(member.Type.Name), Name: reader.GetString(member.Name), member.Parameters))
            .ToList();

        Assert.NotEmpty(bound);
        Assert.All(bound, member =>
        {
            var type = typeof(KeyPair).Assembly.GetType("NATS.NKeys." + member.Type);
            Assert.NotNull(type);
            Assert.Contains(type.GetMethods(), method => method.Name == member.Name && method.GetParameters().Length == member.Parameters);
        });
    }

    private static int ParameterCount(MetadataReader reader, MemberReference member)
    {
        var signature = reader.GetBlobReader(member.Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }
}
