using KubeStellar.Edge.Contracts.Api;

namespace KubeStellar.Edge.Daemon.Cli.Rollouts;

/// <summary>Shows a rollout that goes on.</summary>
internal interface IStatusView
{
    /// <summary>How it stands now; called whenever something may have changed, and once a while.</summary>
    void Show(RolloutResult result);

    /// <summary>The last word.</summary>
    void End(string sentence);
}
