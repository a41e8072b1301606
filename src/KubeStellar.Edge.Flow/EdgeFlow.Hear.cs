using KubeStellar.Edge.Contracts.Keys;
using KubeStellar.Edge.Contracts.Records;
using KubeStellar.Edge.Contracts.Wire;
using KubeStellar.Edge.Flow.Edge.Local;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Flow;

/// <summary>What the edge says with its heartbeats, and what it hears in answer.</summary>
internal sealed partial class EdgeFlow
{
    private HeartbeatMessage Compose()
    {
        var (version, digest) = _receiver.Accepted;
        var view = Volatile.Read(ref _view);
        return new HeartbeatMessage
        {
            Edge = _options.Id,
            Epoch = version.Epoch,
            Revision = version.Revision,
            RootDigest = digest,
            Applied = view.Applied && view.Version == version,
            At = _time.GetUtcNow(),
            Process = _process,
            Daemon = _options.Daemon,
            Returned = _returned ? true : null,
            Conditions = _conditions.All,
        };
    }

    private void Hear(HeartbeatReply reply)
    {
        Touch(connected: null);
        _returned = false;
        _receiver.Heard();
        _conditions.Show(ConditionTypes.HubNewer, "NotUnderstood", SchemaRule.TooNew(reply) is { } newer ? $"The hub's answers are not obeyed: {newer}. Roots that are understood are followed." : null);
        if (SchemaRule.TooNew(reply) is not null)
        {
            return;
        }

        var skew = (_time.GetUtcNow() - reply.At).Duration();
        if (skew > _options.ClockTolerance)
        {
            // Nothing hangs on a clock here; people and logs are misled, so it is said.
            _conditions.Set(ConditionTypes.ClockSkew, "Differs", $"This clock and the hub's differ by about {Math.Round(skew.TotalMinutes)} minutes.");
        }
        else
        {
            _conditions.Clear(ConditionTypes.ClockSkew);
        }

        _decider.Compare(skew <= _options.ClockTolerance);
        Belong(reply.Known);
        _conditions.Show(ConditionTypes.Held, "Held", reply.Held);
        Label(reply.Labels);
        _reporter.Pace(TimeSpan.FromMilliseconds(Math.Clamp(reply.Pace ?? 0, 0, (long)TimeSpan.FromMinutes(15).TotalMilliseconds)));
        _reporter.Resync(reply.Resync);
        _upsyncer.Resync(reply.Upsync);
        var newest = new RootVersion(reply.Epoch, reply.Revision);
        if (newest > _receiver.Accepted.Version)
        {
            _receiver.AskRoot();
        }
    }

    private void Belong(bool? known)
    {
        // Not to be known is no order to delete: a hub that was restored from a backup says the same.
        if (known == false)
        {
            _conditions.Set(
                ConditionTypes.Removed, "NotKnown",
                "The hub does not know this edge. What is applied stays as it is; to come back, start the daemon once with --rejoin --join TOKEN ('kse token create' at the hub makes one).");
        }
        else if (known == true)
        {
            _conditions.Clear(ConditionTypes.Removed);
        }
    }

    private void Label(SortedDictionary<string, string>? labels)
    {
        if (labels is null)
        {
            return;
        }

        var ordered = new SortedDictionary<string, string>(labels, StringComparer.Ordinal);
        if (ordered.SequenceEqual(_self.Now.Labels))
        {
            return;
        }

        try
        {
            _self.Change(self => self with { Labels = ordered });
            _reporter.Look();
        }
        catch (Exception error) when (DiskTrouble.Is(error))
        {
            // The next heartbeat's answer says them again.
            DiskTrouble.Report(_conditions, error);
        }
    }

    private void Touch(bool? connected)
    {
        var now = _time.GetUtcNow();
        var contact = Volatile.Read(ref _contact);
        Volatile.Write(ref _contact, connected is { } stands && stands != contact.Connected
            ? new Contact(stands, now, stands ? now : contact.Last)
            : contact with { Last = connected is false ? contact.Last : now });
    }
}
