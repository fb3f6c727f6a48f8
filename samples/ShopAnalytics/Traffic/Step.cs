namespace ShopAnalytics.Traffic;

/// <summary>What a visitor does next.</summary>
internal enum Step
{
    Browse,
    View,
    Cart,
    Purchase,
    Leave,
}
