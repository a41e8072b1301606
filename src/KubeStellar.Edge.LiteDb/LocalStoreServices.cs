using KubeStellar.Edge.Disk;
using KubeStellar.Edge.Flow.Edge;
using KubeStellar.Edge.Flow.Edge.Apply;
using KubeStellar.Edge.Flow.Edge.Store;
using KubeStellar.Edge.Flow.Edge.Upsync;
using KubeStellar.Edge.Flow.State.Hub;
using KubeStellar.Edge.Flow.Status.Report;
using KubeStellar.Edge.LiteDb.Edge;
using KubeStellar.Edge.LiteDb.Files;
using KubeStellar.Edge.LiteDb.Hub;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace KubeStellar.Edge.LiteDb;

/// <summary>Registers the local stores. A directory is locked when the first store of it is resolved; <see cref="StateDirectoryException"/> says why it cannot be used.</summary>
public static class LocalStoreServices
{
    /// <summary>An edge's stores in <paramref name="dir"/>: contents, roots, inventory, outbox. The edge's state directory is the same one unless it is set.</summary>
    public static IServiceCollection AddEdgeStore(this IServiceCollection services, string dir)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.PostConfigure<EdgeOptions>(edge => edge.StateDirectory = edge.StateDirectory.Length > 0 ? edge.StateDirectory : dir);
        services.TryAddSingleton(provider => EdgeStore.Open(dir, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetService<IDisk>()));
        services.TryAddSingleton<IContentStore>(provider => provider.GetRequiredService<EdgeStore>().Contents);
        services.TryAddSingleton<IRootStore>(provider => provider.GetRequiredService<EdgeStore>().Roots);
        services.TryAddSingleton<IInventory>(provider => provider.GetRequiredService<EdgeStore>().Inventory);
        services.TryAddSingleton<IOutbox>(provider => provider.GetRequiredService<EdgeStore>().Outbox);
        services.TryAddSingleton<IUpsyncOutbox>(provider => provider.GetRequiredService<EdgeStore>().Upsyncs);
        return services;
    }

    /// <summary>A hub's mirror in <paramref name="dir"/>, which no edge's store may share. A hosted service reads it; registered first, it does so while the others start.</summary>
    public static IServiceCollection AddHubMirror(this IServiceCollection services, string dir)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => MirrorStore.Open(dir, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetService<IDisk>()));
        services.TryAddSingleton<IHubMirror>(provider => provider.GetRequiredService<MirrorStore>().Mirror);
        services.AddHostedService<MirrorOpening>();
        return services;
    }
}
