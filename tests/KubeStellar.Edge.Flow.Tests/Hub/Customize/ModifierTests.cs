using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Flow.State.Policies;
using KubeStellar.Edge.Flow.Tests.Hub.Fakes;

namespace KubeStellar.Edge.Flow.Tests.Hub.Customize;

/// <summary>How modifiers reach the manifests of edges.</summary>
public sealed class ModifierTests
{
    [Fact]
    public async Task Rules_are_laid_over_each_other_per_object()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy
        {
            Modifiers =
            [
                new ModifierRule { Prune = false, DriftAt = [new DriftRule("spec.replicas", DriftMode.Ignore)] },
                new ModifierRule
                {
                    For = new PolicySelection { Names = ["b"] }, Prune = true, Recreate = true, Propagation = Propagation.Foreground,
                    DriftAt = [new DriftRule("data.a", DriftMode.Report), new DriftRule("spec.replicas", DriftMode.Correct)],
                },
                new ModifierRule { For = new PolicySelection { Kinds = ["Job"] }, CreateOnly = true },
                new ModifierRule { For = new PolicySelection { Names = ["c"] }, Status = StatusScope.Paths, StatusPaths = ["phase"] },
                new ModifierRule { For = new PolicySelection { Names = ["c"] }, Status = StatusScope.None },
            ],
        };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"), Objects.ConfigMap("b"), Objects.ConfigMap("c"));
        await hub.StepAsync();

        var entries = (await ManifestAsync(hub)).Objects;

        Assert.True(entries[0] is { Prune: false, CreateOnly: false, Rules: { Recreate: false } });
        Assert.Equal([new DriftRule("spec.replicas", DriftMode.Ignore)], entries[0].Rules!.DriftAt);
        Assert.True(entries[1] is { Prune: true, Rules: { Recreate: true, Propagation: Propagation.Foreground } });
        Assert.Equal([new DriftRule("data.a", DriftMode.Report), new DriftRule("spec.replicas", DriftMode.Correct)], entries[1].Rules!.DriftAt);
        Assert.True(entries[2] is { Prune: false, Rules: { Status: StatusScope.None, StatusPaths: null } });
    }

    [Fact]
    public async Task A_policy_without_modifiers_says_nothing_of_them()
    {
        var world = new HubWorld();
        world.Policies["p"] = new FakePolicy { Modifiers = [new ModifierRule { Adopt = false, For = new PolicySelection { Kinds = ["ConfigMap"] } }] };
        using var hub = await world.StartAsync();
        await hub.JoinAsync("e1");
        await hub.PolicyAsync("p", "p");
        await hub.ApplyAsync(Objects.ConfigMap("a"));
        await hub.StepAsync();
        Assert.Null((await ManifestAsync(hub)).Objects[0].Rules);
    }

    private static async Task<ManifestRecord> ManifestAsync(TestHub hub) =>
        (await hub.Desired.ManifestAsync(hub.Desired.Root("e1")!.Root.Policies.Single().Manifest, default))!;
}
