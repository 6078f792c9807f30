"""Keys of SurveyJS that are understood, and those that say only how it looks or runs."""

from __future__ import annotations

__all__ = ["KNOWN", "LOOK", "OF_ITEM", "OF_PANEL"]

#: Settings that change how it looks or runs, not what is asked.
LOOK = frozenset({
    "showProgressBar", "cookieName", "showQuestionNumbers", "questionTitleLocation", "logo", "logoPosition", "width",
    "widthMode", "showTitle", "completeText", "pageNextText", "pagePrevText", "startSurveyText", "showPrevButton",
    "showNavigationButtons", "goNextPageAutomatic", "focusFirstQuestionAutomatic", "checkErrorsMode",
    "sendResultOnPageNext",
    "storeOthersAsComment", "textUpdateMode", "clearInvisibleValues", "requiredText", "questionErrorLocation",
    "showTOC",
    "progressBarType", "fitToContainer", "themeVariables", "headerView", "showCompletedPage", "partialSendEnabled",
})  # fmt: skip
KNOWN = frozenset({
    "type", "name", "title", "description", "isRequired", "visibleIf", "choices", "choicesOrder", "rateMin", "rateMax",
    "rateValues", "rateType", "rateCount", "minRateDescription", "maxRateDescription", "rows", "columns",
    "cellType", "html",
    "maxLength", "hasOther", "showOtherItem", "otherText", "hasNone", "showNoneItem", "noneText", "labelTrue",
    "labelFalse",
    "valueTrue", "valueFalse", "minSelectedChoices", "maxSelectedChoices", "multiSelect", "items", "inputType",
    "elements",
    "isAllRowRequired", "eachRowRequired", "rowsOrder", "rowOrder", "displayMode", "autoGenerate", "rateDisplayMode",
    "renderAs", "colCount", "startWithNewLine", "minWidth", "maxWidth", "width", "indent", "rows_count", "autoGrow",
    "allowResize", "placeholder", "titleLocation", "descriptionLocation", "state", "requiredErrorText", "id", "size",
    "valueName", "searchEnabled", "showNumber", "selectToRankEnabled", "questions",
})  # fmt: skip
#: Of a panel, and of a field of several.
OF_PANEL = frozenset({
    "type", "name", "title", "elements", "visibleIf", "state", "width", "minWidth", "maxWidth", "indent", "innerIndent",
    "startWithNewLine", "titleLocation", "questionTitleLocation", "showNumber", "id",
})  # fmt: skip
OF_ITEM = frozenset({"name", "title", "isRequired", "placeholder", "size", "requiredErrorText", "inputType"})
