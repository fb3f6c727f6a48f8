namespace ClickstreamAnalysis.State.Entries;

/// <summary>The legal states of a <see cref="LiveEntry{TKey,TState}"/>, as its flags express them.</summary>
/// <remarks>
/// <code>
/// status            live  dirty  unwritten  row  superseded   next
/// Clean             yes   no     no         yes  no           Dirty by Touch or Remove, Gone by eviction
/// Dirty             yes   yes    no         -    no           Unwritten by a commit, Removed by Remove
/// Unwritten         yes   no     yes        -    no           Clean by write-back or Release, Dirty by Touch
/// Removed           no    yes    no         -    no           RemovedUnwritten or Gone by a commit, Superseded by Add
/// RemovedUnwritten  no    no     yes        yes  no           Gone by write-back or by Add
/// Superseded        no    yes    no         -    yes          Gone by a commit
/// Gone              no    no     no         -    -            Clean or Dirty as the entry of another key, from the pool
/// </code>
/// <para>
/// Live entries are in the table, the eviction clock and, unless they never expire, the due queue. Removed entries stay in the table
/// until their row is deleted, so that the row is not found.
/// </para>
/// </remarks>
internal enum EntryStatus
{
    /// <summary>The row has the entry's state.</summary>
    Clean,

    /// <summary>Changed since the last commit.</summary>
    Dirty,

    /// <summary>Committed to the changelog; the row is older.</summary>
    Unwritten,

    /// <summary>Removed since the last commit.</summary>
    Removed,

    /// <summary>The removal is committed; the deletion of the row is pending.</summary>
    RemovedUnwritten,

    /// <summary>Removed since the last commit, and added again as another object, which owns the row now.</summary>
    Superseded,

    /// <summary>Not in the table, although the due queue may hold an outdated position.</summary>
    Gone,

    /// <summary>An invalid combination of flags.</summary>
    Illegal,
}
