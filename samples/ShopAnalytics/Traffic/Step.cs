namespace ShopAnalytics.Traffic;

/// <summary>The next action of a visitor.</summary>
internal enum Step
{
    Browse,
    View,
    Cart,
    Purchase,
    Leave,
}
