def draw(*args):
    pass
