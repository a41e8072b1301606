using System.Text.Json;
using KubeStellar.Edge.Contracts;
using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Flow.Edge.Receive;
using KubeStellar.Edge.Flow.State.Identity;
using KubeStellar.Edge.Flow.Tests.Fakes;
using KubeStellar.Edge.TestKit.Fuzz;

namespace KubeStellar.Edge.Flow.Tests.Fuzz;

/// <summary>Signed roots at the edge: with a verifier that believes everything, so that what stands behind the signature is reached.</summary>
public sealed class RootFuzzTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_root_is_judged_whatever_it_is(bool believed)
    {
        var seed = Golden.Of("SignedRoot");
        var check = new RootCheck("store-17", new PinnedKeys("AHUB"), new Verifier(believed));
        void Parse(byte[] input)
        {
            var verdict = check.Judge(input, new RootVersion(1, 1), default);
            if (verdict.Root is { } root)
            {
                Assert.Equal(("store-17", true), (root.Edge, believed));
                Assert.All(root.Policies, entry => Assert.False(entry.Manifest.IsZero));
                Assert.NotEmpty(JsonSerializer.SerializeToUtf8Bytes(root, ContractsJson.Default.RootRecord));
            }
        }

        Assert.InRange(await new Fuzzer(Golden.Corpus).RunAsync(new FuzzTarget("root", Parse), seed), 1, int.MaxValue);
    }

    private sealed class Verifier(bool believed) : IRootVerifier
    {
        public bool Verify(string publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => believed;
    }
}
