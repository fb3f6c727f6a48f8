namespace ClickstreamAnalysis;

/// <summary>The order in which the events of an attempt fill the steps.</summary>
public enum FunnelOrder
{
    /// <summary>The default: in the order of the steps. Other events in between are ignored, and equal times count as in order.</summary>
    Ordered,

    /// <summary>As <see cref="Ordered"/>, but each step must have a later time than the step before it.</summary>
    StrictlyIncreasing,

    /// <summary>As <see cref="Ordered"/>, but one event may fill several steps, so an event of two consecutive steps fills both.</summary>
    ReuseEvents,

    /// <summary>
    /// In the order of the steps, without any other event of the entity in between. Another event ends the run; a later run counts as an
    /// attempt of its own. Events of equal time may be taken in any order.
    /// </summary>
    Consecutive,

    /// <summary>
    /// In any order. An event of any step is an entry. The number of steps reached is the number of different steps filled.
    /// </summary>
    AnyOrder,
}
