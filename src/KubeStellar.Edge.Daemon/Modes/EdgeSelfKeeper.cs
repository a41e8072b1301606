using System.Text.Json;
using KubeStellar.Edge.Flow.State.Site;

namespace KubeStellar.Edge.Daemon.Modes;

/// <summary>
/// The properties of this start: those of the command line, which replace all that are kept, else the kept ones. A disk that cannot be written is told
/// and stops nothing: the site goes on with what it has.
/// </summary>
internal sealed class EdgeSelfKeeper
{
    private readonly IEdgeSelf _self;
    private readonly TextWriter _error;

    internal EdgeSelfKeeper(IEdgeSelf self, SortedDictionary<string, JsonElement> given, TextWriter error)
    {
        (_self, _error) = (self, error);
        if (given.Count > 0)
            Keep(known => known with { Properties = given });
        Properties = given.Count > 0 ? given : self.Now.Properties;
    }

    internal SortedDictionary<string, JsonElement> Properties { get; }

    internal void Keep(Func<EdgeSelf, EdgeSelf> change)
    {
        try
        {
            _self.Change(change);
        }
        catch (Exception e) when (DiskTrouble.Is(e))
        {
            _error.WriteLine("labels or properties could not be kept for the next start: " + e.Message);
        }
    }
}
